package dev.mayfly.console.browser;

import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rule that finds what a test tells it to. */
final class StageProblems implements LintRule {

    private static final String STACK =
            """
            java.util.zip.ZipFile$Source.initCEN(ZipFile.java:1641)
            java.util.zip.ZipFile$Source.<init>(ZipFile.java:1472)
            java.util.zip.ZipFile.<init>(ZipFile.java:246)
            com.acme.jarwatch.Inspection.signaturesOfEveryEntry(Inspection.java:118)
            com.acme.jarwatch.Inspection.inspect(Inspection.java:64)
            com.acme.jarwatch.JarJobs.inspectJar(JarJobs.java:41)\
            """;

    private volatile List<Finding> found = List.of();

    /** From now on these are so. */
    void are(Finding... findings) {
        found = List.of(findings);
    }

    @Override
    public String name() {
        return "on-stage";
    }

    @Override
    public Duration period() {
        return Duration.ofMillis(50);
    }

    @Override
    public Duration linger() {
        return Duration.ZERO;
    }

    @Override
    public List<Finding> look() {
        return found;
    }

    /** A task that computes, with the stack that shows where. */
    static Finding hog() {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("task", "4711 (inspect-jar)");
        evidence.put("carrier", "mayfly-coroutine-2 of engine coroutine");
        evidence.put("held for", "14 s");
        evidence.put("still held", "yes");
        evidence.put("stack", STACK);
        return new Finding(
                new LintSubject(LintSubject.Type.TASK, "inspect-jar"),
                Finding.Severity.WARNING,
                "\"inspect-jar\" has held a carrier for 14 s in"
                    + " com.acme.jarwatch.Inspection.signaturesOfEveryEntry without a system call.",
                "Let long loops call yield() of their task from time to time, or move the job to a"
                        + " queue on the engine \"threaded\".",
                evidence,
                Duration.ofSeconds(14));
    }

    /** A queue whose jobs fail and fail again. */
    static Finding storm() {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("failed and to be tried again, within a minute", "312");
        evidence.put("attempts begun in that minute", "340");
        evidence.put("jobs that wait for their retry", "298");
        evidence.put("most common job", "send-letter");
        evidence.put("most common error", "java.net.ConnectException");
        return new Finding(
                new LintSubject(LintSubject.Type.QUEUE, "letters"),
                Finding.Severity.ERROR,
                "312 attempts in queue \"letters\" failed within a minute and are to be made again,"
                        + " most with java.net.ConnectException.",
                "Pause the queue until what the jobs need is back, then resume it.",
                evidence,
                Duration.ofMinutes(3));
    }

    /** A recurring job that takes too long; for what has gone. */
    static Finding overlap() {
        return new Finding(
                new LintSubject(LintSubject.Type.RECURRING_JOB, "nightly-audit"),
                Finding.Severity.WARNING,
                "Recurring job \"nightly-audit\" is due (0 3 * * *) before its last run has ended.",
                "Give it more time between runs.",
                Map.of("left out in all", "2"),
                Duration.ZERO);
    }

    /** All kinds of subjects, with the same text wherever there is one. */
    static Finding[] saying(String text) {
        return Arrays.stream(LintSubject.Type.values())
                .map(type ->
                        new Finding(
                                new LintSubject(type, text),
                                Finding.Severity.ERROR,
                                "Wrong: " + text,
                                "Mend: " + text,
                                Map.of(text, text, "stack", text + "\n" + text),
                                Duration.ofSeconds(5)))
                .toArray(Finding[]::new);
    }
}
