package dev.mayfly.house.rule;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePathScanner;

import dev.mayfly.house.source.HouseModule;
import dev.mayfly.house.source.ParsedFile;
import dev.mayfly.house.source.SourceSet;
import dev.mayfly.house.source.Violation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How big things may get: a file 500 lines, a method 40 lines from its return type to its closing
 * brace, a package 20 top-level types, main and test sources of a module counted apart.
 */
final class SizeCeilings implements SourceRule {

    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 40;
    static final int PACKAGE_TYPES = 20;

    @Override
    public List<Violation> check(List<ParsedFile> files) {
        List<Violation> violations = new ArrayList<>();
        for (ParsedFile file : files) {
            int lines = file.source().lines();
            if (lines > FILE_LINES) {
                String message = lines + " lines, at most " + FILE_LINES + " are allowed";
                violations.add(new Violation(file.source().path(), FILE_LINES + 1, message));
            }
            new MethodScanner(file, violations).scan(file.unit(), null);
        }
        violations.addAll(crowdedPackages(files));
        return violations;
    }

    private static List<Violation> crowdedPackages(List<ParsedFile> files) {
        record Place(HouseModule module, SourceSet set, String packageName) {}
        Map<Place, Integer> types = new LinkedHashMap<>();
        Map<Place, ParsedFile> samples = new LinkedHashMap<>();
        for (ParsedFile file : files) {
            Place place =
                    new Place(file.source().module(), file.source().set(), file.packageName());
            types.merge(place, file.topLevelTypes().size(), Integer::sum);
            samples.putIfAbsent(place, file);
        }
        List<Violation> violations = new ArrayList<>();
        types.forEach((place, count) -> {
            if (count > PACKAGE_TYPES) {
                String message =
                        "package %s has %d top-level types, at most %d are allowed"
                                .formatted(place.packageName(), count, PACKAGE_TYPES);
                violations.add(new Violation(samples.get(place).source().path(), 1, message));
            }
        });
        return violations;
    }

    private static final class MethodScanner
            extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final ParsedFile file;
        private final List<Violation> violations;

        MethodScanner(ParsedFile file, List<Violation> violations) {
            this.file = file;
            this.violations = violations;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            if (method.getBody() != null) {
                // A constructor has no return type: its body's first line is its last header line.
                var start =
                        method.getReturnType() == null ? method.getBody() : method.getReturnType();
                long lines = file.lastLine(method) - file.firstLine(start) + 1;
                if (lines > METHOD_LINES) {
                    String message =
                            "method %s has %d lines, at most %d are allowed"
                                    .formatted(method.getName(), lines, METHOD_LINES);
                    violations.add(file.violation(method, message));
                }
            }
            return super.visitMethod(method, unused);
        }
    }
}
