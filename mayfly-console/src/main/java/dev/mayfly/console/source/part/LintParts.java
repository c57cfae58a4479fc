package dev.mayfly.console.source.part;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.state.LintState;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.LintList;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.StatePill;
import dev.mayfly.console.view.Tone;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.LintSubject;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What is wrong, as the overview and its own page show it.
 *
 * <p>This type only makes parts; it has no instances.
 */
public final class LintParts {
    /** How many of those that have gone are shown: each comes with its evidence. */
    private static final int MOST_GONE = 20;

    private static final StatePill ERROR = new StatePill("Error", "failed", Tone.FAIL);
    private static final StatePill WARNING = new StatePill("Warning", "warn", Tone.RETRY);
    private static final StatePill GONE = new StatePill("Gone", "done", Tone.OVER);

    private LintParts() {}

    /**
     * A lint as the overview tells of it.
     *
     * @param lint one that is so now
     * @param links makes its link
     * @return its sentence, what mends it, and where its evidence is
     */
    public static Problem problem(Lint lint, Links links) {
        boolean error = lint.finding().severity() == Finding.Severity.ERROR;
        LintSubject subject = lint.finding().subject();
        List<Problem.Way> ways = new ArrayList<>();
        ways.add(new Problem.Way(subject(subject), link(subject, links)));
        if (subject.type() == LintSubject.Type.QUEUE) {
            ways.add(new Problem.Way("Its limits", links.queue(subject.id()) + "#limits"));
        }
        return new Problem(
                        error ? Tone.FAIL : Tone.RETRY,
                        error ? "failed" : "warn",
                        lint.finding().sentence(),
                        null,
                        lint.finding().action(),
                        links.to(new PageRequest.Problems()) + "#" + elementId(lint))
                .mendedBy(List.of(), ways);
    }

    /**
     * The parts of the page.
     *
     * @param lints what was found; null where nobody looks
     * @param links makes its links
     * @return head, what is wrong, what has gone
     */
    public static List<Fragment> fragments(@Nullable LintState lints, Links links) {
        List<LintList.Item> current =
                lints == null
                        ? List.of()
                        : lints.current().stream().map(lint -> item(lint, links)).toList();
        List<LintList.Item> gone =
                lints == null
                        ? List.of()
                        : lints.history().stream()
                                .limit(MOST_GONE)
                                .map(lint -> item(lint, links))
                                .toList();
        Empty empty = current.isEmpty() ? empty(lints) : null;
        List<Fragment> members =
                current.stream()
                        .map(item -> Fragment.leaf(item.id(), "parts/problems :: item", item))
                        .toList();
        return List.of(
                Fragment.leaf(
                        "problem-head", "parts/problems :: head", head(lints, current.size())),
                new Fragment(
                        "problem-items",
                        "parts/problems :: current",
                        new LintList.Current(current, empty),
                        empty == null ? "" : empty,
                        members),
                Fragment.leaf("problem-gone", "parts/problems :: gone", new LintList.Gone(gone)));
    }

    /** What is looked for is of interest where nothing is found. */
    private static LintList.Head head(@Nullable LintState lints, int problems) {
        if (lints == null) {
            return new LintList.Head("Nobody looks", List.of());
        }
        if (problems == 0) {
            return new LintList.Head("Nothing is wrong", lookedFor(lints.rules()));
        }
        String sentence = problems == 1 ? "1 problem" : Words.count(problems) + " problems";
        return new LintList.Head(sentence, List.of());
    }

    private static List<String> lookedFor(List<String> rules) {
        return IntStream.range(0, rules.size())
                .mapToObj(i -> i == 0 ? "looks for " + rules.get(i) : rules.get(i))
                .toList();
    }

    private static Empty empty(@Nullable LintState lints) {
        return lints == null
                ? new Empty(
                        "Lints are switched off",
                        "They are left out by mayfly.lints.enabled=false. Remove that line and what"
                                + " is wrong appears here.",
                        null)
                : new Empty(
                        "Nothing to mend",
                        "Problems appear here with their evidence and what mends them, and stay"
                                + " below once they have gone.",
                        null);
    }

    private static LintList.Item item(Lint lint, Links links) {
        Finding finding = lint.finding();
        return new LintList.Item(
                elementId(lint),
                lint.name(),
                !lint.isCurrent()
                        ? GONE
                        : finding.severity() == Finding.Severity.ERROR ? ERROR : WARNING,
                finding.sentence(),
                finding.action(),
                link(finding.subject(), links),
                subject(finding.subject()),
                lint.since(),
                lint.until(),
                finding.evidence().entrySet().stream()
                        .map(fact ->
                                new LintList.Fact(
                                        fact.getKey(),
                                        fact.getValue(),
                                        fact.getValue().contains("\n")))
                        .toList());
    }

    /**
     * One that has gone may come again: then it is another element. Of the subject, whose name may
     * be long, it has a hash that is the same in all processes.
     */
    private static String elementId(Lint lint) {
        LintSubject subject = lint.finding().subject();
        String text = subject.type() + " " + subject.id();
        Instant until = lint.until();
        return "lint-"
                + lint.name()
                + "-"
                + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                + (until == null ? "" : "-" + until.toEpochMilli());
    }

    private static String link(LintSubject subject, Links links) {
        return switch (subject.type()) {
            case QUEUE -> links.queue(subject.id());
            case TASK ->
                    subject.id().length() > PageRequest.LONGEST_PARAMETER
                            ? links.to(new PageRequest.Tasks())
                            : links.to(PageRequest.JobList.ALL.withName(subject.id()));
            case ENGINE -> links.to(new PageRequest.Tasks());
            case AGENT -> links.to(new PageRequest.Agents());
            case RECURRING_JOB, CLOCK -> links.to(new PageRequest.Recurring());
        };
    }

    private static String subject(LintSubject subject) {
        return switch (subject.type()) {
            case QUEUE -> "Queue " + subject.id();
            case TASK -> "Jobs called " + subject.id();
            case ENGINE -> "Tasks of engine " + subject.id();
            case AGENT -> "Agent " + subject.id();
            case RECURRING_JOB -> "Recurring job " + subject.id();
            case CLOCK -> "Recurring jobs";
        };
    }
}
