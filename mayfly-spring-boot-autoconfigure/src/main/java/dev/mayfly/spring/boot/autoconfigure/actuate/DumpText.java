package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedJob;
import dev.mayfly.spring.boot.autoconfigure.actuate.dumped.DumpedRecurring;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A dump as text for people: what is wrong first, then queues and what is alive, one line each. It
 * says less than the JSON, and is made for a terminal; programs read the JSON.
 *
 * <p>What users have named is cut to its line: control characters become {@code ?}, so that no name
 * can forge a line or speak to the terminal.
 *
 * <p>Thread rule: lives on one thread's stack.
 */
final class DumpText {

    private static final int LONGEST = 120;

    /** What Mayfly says itself, with names in it. */
    private static final int LONGEST_SENTENCE = 500;

    private final StringBuilder text = new StringBuilder();

    private DumpText() {}

    /** The text of a dump; ends with a line break. */
    static String of(StateDump dump) {
        var text = new DumpText();
        text.head(dump);
        if (dump.problems() != null) {
            text.problems(dump.problems());
        }
        text.queues(dump);
        text.jobs(dump);
        text.recurring(dump.recurring());
        text.tasks("Tasks", dump.tasks(), dump.tasksOmitted());
        text.supervisors(dump.supervisors());
        if (dump.agents() != null) {
            text.agents(dump.agents());
        }
        if (dump.shutdown() != null) {
            text.shutdown(dump.shutdown());
        }
        if (dump.whenStopping() != null) {
            text.tasks("Alive when the shutdown began", dump.whenStopping(), 0);
        }
        return text.text.toString();
    }

    private void head(StateDump dump) {
        String application = dump.application();
        line(
                "Mayfly on %s%s, %s",
                application == null ? "" : application + ", ", dump.node(), dump.takenAt());
        line(
                "%s mode, up %s, %s; store %s, %s",
                dump.mode(),
                time(dump.uptimeMillis()),
                dump.accepting() ? "accepting" : "NOT ACCEPTING",
                dump.store().type(),
                dump.store().durable() ? "durable" : "lost with this process");
        line(
                "%d tasks refused, %d failures of listeners; dump schema %d",
                dump.rejectedTasks(), dump.listenerFailures(), dump.schema());
        StateDump.Load load = dump.load();
        line(
                "%d of %d tasks, load %.2f%s; %d timers, %d waits for signals, %d for tasks, %d for"
                        + " channels, %d signals kept",
                load.live(),
                load.cap(),
                load.load(),
                load.paused() ? " (THOSE WHO FEED IT ARE TOLD TO PAUSE)" : "",
                dump.waits().timers(),
                dump.waits().signals(),
                dump.waits().joins(),
                dump.waits().channels(),
                dump.waits().kept());
        if (dump.storeFailure() != null) {
            line("THE STORE DOES NOT ANSWER (%s): no jobs are shown", dump.storeFailure());
        }
    }

    private void problems(List<LintReport> problems) {
        title("Problems");
        for (LintReport lint : problems) {
            line(
                    "  %s %s since %s",
                    lint.severity().toUpperCase(Locale.ROOT), lint.name(), lint.since());
            sentence(lint.sentence());
            sentence(lint.action());
        }
        omitted(problems.isEmpty(), "");
    }

    private void sentence(String sentence) {
        text.append("    ").append(oneLine(sentence, LONGEST_SENTENCE)).append('\n');
    }

    private void queues(StateDump dump) {
        title("Queues");
        for (StateDump.Queue queue : dump.queues()) {
            line(
                    "  %-24s %s%d running%s, %d waiting, %d completed, %d failed, %d cancelled; on"
                            + " %s",
                    queue.name(),
                    queue.paused() ? "PAUSED, " : "",
                    queue.running(),
                    queue.concurrency() == null ? "" : " of " + queue.concurrency(),
                    queue.waiting(),
                    queue.completed(),
                    queue.failed(),
                    queue.cancelled(),
                    queue.engine());
            StateDump.Why why = queue.why();
            if (why != null && !why.kind().equals("nothing")) {
                sentence(why.sentence());
            }
        }
        title("Engines");
        for (StateDump.Engine engine : dump.engines()) {
            line(
                    "  %-24s %s, %d of %d turns taken, %d waiting for one",
                    engine.name(),
                    engine.mode(),
                    engine.running(),
                    engine.parallelism(),
                    engine.ready());
            if (!engine.details().isEmpty()) {
                sentence(
                        engine.details().entrySet().stream()
                                .map(figure -> figure.getValue() + " " + figure.getKey())
                                .collect(Collectors.joining(", ")));
            }
        }
    }

    private void jobs(StateDump dump) {
        title("Jobs by queue");
        for (Map.Entry<String, Map<String, Long>> queue : dump.jobCounts().entrySet()) {
            String counts =
                    queue.getValue().entrySet().stream()
                            .filter(count -> count.getValue() > 0)
                            .map(count -> count.getValue() + " " + count.getKey())
                            .collect(Collectors.joining(", "));
            line("  %-24s %s", queue.getKey(), counts.isEmpty() ? "none" : counts);
        }
        title("Jobs that have not ended");
        for (DumpedJob job : dump.jobs()) {
            line(
                    "  %s %s in %s: %s, attempt %d, since %s%s%s",
                    job.id(),
                    job.name(),
                    job.queue(),
                    job.state(),
                    job.attempts(),
                    job.submittedAt(),
                    job.dueAt() == null ? "" : ", due " + job.dueAt(),
                    job.error() == null ? "" : ", failed with " + job.error());
            if (job.why() != null) {
                sentence(job.why());
            }
        }
        omitted(dump.jobs().isEmpty(), dump.jobsOmitted() ? "more than these" : "");
    }

    private void recurring(List<DumpedRecurring> jobs) {
        title("Recurring jobs");
        for (DumpedRecurring job : jobs) {
            line(
                    "  %s %s, next %s, %d runs, %d skipped, %d missed%s",
                    job.id(),
                    job.schedule(),
                    job.nextRun() == null ? "never" : job.nextRun(),
                    job.runs(),
                    job.skipped(),
                    job.missed(),
                    job.pausedBy() == null
                            ? ""
                            : ", PAUSED by " + job.pausedBy() + ": " + job.pausedReason());
        }
        omitted(jobs.isEmpty(), "");
    }

    private void tasks(String title, List<StateDump.Task> tasks, long omitted) {
        title(title);
        for (StateDump.Task task : tasks) {
            line(
                    "  %d %s%s in %s: %s, %s; %s old, ran %s",
                    task.id(),
                    task.name(),
                    task.system() ? " (system)" : "",
                    task.queue(),
                    task.state(),
                    task.reason(),
                    time(task.ageMillis()),
                    time(task.runNanos() / 1_000_000));
        }
        omitted(tasks.isEmpty(), omitted == 0 ? "" : omitted + " more");
    }

    private void supervisors(List<StateDump.Supervisor> supervisors) {
        title("Supervisors");
        for (StateDump.Supervisor supervisor : supervisors) {
            line(
                    "  %d %s: %s, %d of %d restarts left in %s%s%s",
                    supervisor.id(),
                    supervisor.name(),
                    supervisor.strategy(),
                    supervisor.restartsLeft(),
                    supervisor.restarts(),
                    time(supervisor.periodMillis()),
                    supervisor.parent() == null ? "" : ", below " + supervisor.parent(),
                    supervisor.stuck().isEmpty()
                            ? ""
                            : ", STUCK: tasks " + supervisor.stuck().stream().limit(10).toList());
            for (StateDump.Child child : supervisor.children()) {
                line(
                        "    %s: %s%s, %s, %d restarts",
                        child.id(),
                        child.status(),
                        child.task() == null ? "" : " as task " + child.task(),
                        child.restart(),
                        child.restarts());
            }
        }
        omitted(supervisors.isEmpty(), "");
    }

    private void agents(StateDump.Agents agents) {
        title("Agents");
        StateDump.AgentTotals totals = agents.totals();
        line(
                "  %d messages sent, %d handled, %d failed, %d rejected, %d dead letters",
                totals.sent(),
                totals.handled(),
                totals.failed(),
                totals.rejected(),
                totals.stopped() + totals.dropped() + totals.overflowed());
        for (StateDump.Agent agent : agents.alive()) {
            line(
                    "  %d %s: %s, %d of %d messages wait%s, %d handled, %d failures",
                    agent.id(),
                    agent.name(),
                    agent.state(),
                    agent.length(),
                    agent.capacity(),
                    agent.pressed() ? " (PRESSED)" : "",
                    agent.handled(),
                    agent.failures());
        }
        omitted(agents.alive().isEmpty(), agents.omitted() == 0 ? "" : agents.omitted() + " more");
        if (!agents.deadLetters().isEmpty()) {
            title("Dead letters");
        }
        for (StateDump.DeadLetter letter : agents.deadLetters()) {
            line(
                    "  %s to %s: %s, %s",
                    letter.message(), letter.agent(), letter.reason(), letter.time());
        }
    }

    private void shutdown(StateDump.Shutdown shutdown) {
        title("Shutdown");
        line(
                "  %s in %s: %d drained, %d cancelled, %d stuck",
                shutdown.outcome(),
                time(shutdown.tookMillis()),
                shutdown.drained(),
                shutdown.cancelled(),
                shutdown.stuck().size());
    }

    private void title(String title) {
        text.append('\n').append(title).append('\n');
    }

    private void omitted(boolean none, String more) {
        if (none) {
            text.append("  none\n");
        }
        if (!more.isEmpty()) {
            text.append("  and ").append(more).append('\n');
        }
    }

    // The annotation is of a library that nothing here needs at run time.
    @SuppressWarnings("AnnotateFormatMethod")
    private void line(String format, Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String value) {
                values[i] = oneLine(value, LONGEST);
            }
        }
        String line = String.format(Locale.ROOT, format, values).stripTrailing();
        text.append(line).append('\n');
    }

    private static String oneLine(String value, int longest) {
        String cut = value.length() <= longest ? value : value.substring(0, longest - 1) + "…";
        return cut.codePoints()
                .map(c -> Character.isISOControl(c) || isInvisible(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Separators of lines, and marks that turn the direction of writing. */
    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    private static String time(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        long seconds = millis / 1_000;
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }
}
