package dev.mayfly.sample.jarwatch.web;

import dev.mayfly.sample.jarwatch.audit.AuditReport.JudgedJar;
import dev.mayfly.sample.jarwatch.inspect.JarReport;
import dev.mayfly.sample.jarwatch.job.Audit;
import dev.mayfly.sample.jarwatch.job.SecondOpinion;
import dev.mayfly.sample.jarwatch.web.JarPage.Fact;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Turns the report of one jar into its page. */
final class JarPages {

    private JarPages() {}

    static JarPage page(Audit audit, JudgedJar jar, @Nullable String jobHref) {
        JarReport report = jar.jar();
        return new JarPage(
                AuditPages.href(audit),
                audit.target(),
                report.artifact().coordinates(),
                report.file(),
                headline(jar),
                facts(audit, report),
                jar.evidence().stream().map(AuditPages::evidence).toList(),
                report.moreUses(),
                jobHref);
    }

    private static String headline(JudgedJar jar) {
        int java = Runtime.version().feature();
        return switch (jar.horizon()) {
            case NOW -> "Breaks on Java " + java + ", where that code is reached";
            case LATER -> "Works on Java " + java + ", and will break on a newer one";
            case WATCH -> "Nothing here breaks on a newer Java";
        };
    }

    private static List<Fact> facts(Audit audit, JarReport report) {
        List<Fact> facts = new ArrayList<>();
        Integer required = report.classes().requiredJava();
        facts.add(
                new Fact(
                        "Needs",
                        required == null ? "no Java: it has no class" : Figures.java(required)));
        facts.add(new Fact("Size", Figures.bytes(report.sizeBytes())));
        facts.add(new Fact("Classes", classes(report.classes())));
        facts.add(new Fact("Module", module(report.module())));
        facts.add(new Fact("Archive", archive(report.packaging())));
        add(facts, "Created by", report.packaging().createdBy());
        add(facts, "Built with", report.packaging().buildJdk());
        audit.opinionOn(report.file()).ifPresent(opinion -> addOpinion(facts, opinion));
        return facts;
    }

    private static void addOpinion(List<Fact> facts, SecondOpinion opinion) {
        Integer score = opinion.score();
        add(facts, "Risk by the rule", score == null ? null : score + " of 100");
        add(facts, "jdeps finds", opinion.jdeps());
    }

    private static void add(List<Fact> facts, String label, @Nullable String value) {
        if (value != null) {
            facts.add(new Fact(label, value));
        }
    }

    private static String classes(JarReport.ClassFigures classes) {
        List<String> parts = new ArrayList<>();
        parts.add(Figures.count(classes.base()));
        addPart(parts, classes.versioned(), "for later releases");
        addPart(parts, classes.outOfPlace(), "out of place");
        addPart(parts, classes.preview(), "with preview features");
        addPart(parts, classes.tooNew(), "too new to look into");
        return String.join(", ", parts);
    }

    private static void addPart(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(Figures.count(count) + " " + what);
        }
    }

    private static String module(JarReport.@Nullable ModuleFacts module) {
        if (module == null) {
            return "none";
        }
        return module.name() + (module.automatic() ? " (by its manifest)" : "");
    }

    private static String archive(JarReport.Packaging packaging) {
        List<String> parts = new ArrayList<>();
        parts.add(Figures.count(packaging.entries()) + " entries");
        addPart(parts, packaging.duplicateEntries(), "of them twice");
        addPart(parts, packaging.nestedJars(), "jars inside");
        if (packaging.signed()) {
            parts.add("signed");
        }
        if (packaging.multiRelease()) {
            String releases =
                    packaging.releases().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
            parts.add("multi-release" + (releases.isEmpty() ? "" : " (" + releases + ")"));
        }
        return String.join(", ", parts);
    }
}
