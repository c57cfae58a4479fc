package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.overview.NodeParts;
import dev.mayfly.console.source.part.LintParts;
import dev.mayfly.console.source.part.PauseParts;
import dev.mayfly.console.source.part.QueueActions;
import dev.mayfly.console.state.StoreOutage;
import dev.mayfly.console.view.Action;
import dev.mayfly.console.view.Overview;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.Lint;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.LoadSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The sentence at the top of the overview and what is wrong with what mends it, worst first. */
final class HealthReport {
    private static final int MOST_PROBLEMS = 5;
    private static final int MOST_BUTTONS = 3;
    private static final String RETRY_STORM = "retry-storm";

    private final ConsoleSources sources;
    private final Links links;
    private final Rights rights;

    HealthReport(ConsoleSources sources, Links links, Rights rights) {
        this.sources = sources;
        this.links = links;
        this.rights = rights;
    }

    /**
     * What the store has said.
     *
     * @param counters where jobs are
     * @param failed the latest that have failed for good
     * @param runners the nodes; none where the store belongs to one process
     * @param failure why it said nothing; null where it did
     */
    record Told(
            Map<String, QueueCounters> counters,
            List<JobRecord> failed,
            List<RunnerInfo> runners,
            @Nullable StoreUnavailableException failure) {}

    Overview.Health of(KernelSnapshot kernel, Told told) {
        List<Problem> problems = new ArrayList<>();
        if (!kernel.accepting()) {
            problems.add(
                    new Problem(
                            Tone.FAIL,
                            "warn",
                            "The scheduler is shutting down.",
                            "What runs is drained; new work is refused."));
        }
        if (told.failure() != null) {
            problems.add(unavailable(told.failure(), sources.outage()));
        }
        List<Lint> found = sources.lints();
        problems.addAll(of(found, Finding.Severity.ERROR));
        List<Problem> nodes =
                NodeParts.problems(told.runners(), sources.jobs().node(), sources.state().now());
        problems.addAll(withTone(nodes, Tone.FAIL));
        recentFailures(kernel, told, problems);
        problems.addAll(paused(kernel, told.counters()));
        problems.addAll(withTone(nodes, Tone.RETRY));
        problems.addAll(of(found, Finding.Severity.WARNING));
        problems.addAll(overload(kernel));
        List<Problem> shown = problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()));
        List<String> facts = facts(kernel, sources.jobs().store());
        if (shown.size() < problems.size()) {
            facts.add("the worst " + MOST_PROBLEMS + " of " + problems.size() + " problems");
        }
        return new Overview.Health(headline(kernel, problems.size()), facts, List.copyOf(shown));
    }

    private static Problem unavailable(
            StoreUnavailableException failure, @Nullable StoreOutage outage) {
        String why = failure.getMessage();
        return new Problem(
                Tone.FAIL,
                "warn",
                "The store of the jobs cannot be reached"
                        + (outage == null ? "." : ", as was noticed"),
                outage == null ? null : outage.since(),
                (why == null ? "" : why + ". ")
                        + "What runs goes on; nothing is accepted or finished until it is back, and"
                        + " what is known of jobs is missing below.");
    }

    private List<Problem> of(List<Lint> lints, Finding.Severity severity) {
        return lints.stream()
                .filter(lint -> lint.finding().severity() == severity)
                .map(this::withPause)
                .toList();
    }

    /** What a storm of retries needs is a pause. */
    private Problem withPause(Lint lint) {
        Problem problem = LintParts.problem(lint, links);
        LintSubject subject = lint.finding().subject();
        boolean storm = lint.name().equals(RETRY_STORM) && subject.type() == LintSubject.Type.QUEUE;
        return storm && sources.jobs().policy(subject.id()).pause() == null
                ? problem.mendedBy(
                        List.of(QueueActions.pause(subject.id(), "Pause it", links, rights)),
                        problem.ways())
                : problem;
    }

    private static List<Problem> withTone(List<Problem> problems, Tone tone) {
        return problems.stream().filter(problem -> problem.tone() == tone).toList();
    }

    private void recentFailures(KernelSnapshot kernel, Told told, List<Problem> problems) {
        for (QueueSnapshot queue : kernel.queues()) {
            long failed = sources.pace().failed(queue.name());
            if (failed > 0) {
                problems.add(
                        new Problem(
                                        Tone.FAIL,
                                        "failed",
                                        Words.count(failed)
                                                + (failed == 1 ? " attempt" : " attempts")
                                                + " failed in "
                                                + queue.name()
                                                + ".",
                                        "In the last two minutes. " + latest(queue, told.failed()))
                                .mendedBy(List.of(), failureWays(queue.name(), told.counters())));
            }
        }
    }

    /** Why: most failures of a queue at a time have one cause. */
    private static String latest(QueueSnapshot queue, List<JobRecord> failed) {
        return failed.stream()
                .filter(job -> job.queue().equals(queue.name()))
                .findFirst()
                .map(job -> "The latest, " + job.name() + ": " + JobLines.error(job.error()))
                .orElse("");
    }

    private List<Problem.Way> failureWays(String queue, Map<String, QueueCounters> counters) {
        List<Problem.Way> ways = new ArrayList<>();
        PageRequest.JobList all = PageRequest.JobList.ALL.withQueue(queue);
        QueueCounters jobs = counters.get(queue);
        long failed = jobs == null ? 0 : jobs.current(JobState.FAILED);
        if (failed > 0 && sources.state().isLive()) {
            PageRequest.JobList list = all.withState(JobState.FAILED);
            ways.add(
                    new Problem.Way(
                            "Retry " + Words.count(failed) + " failed…",
                            links.to(new PageRequest.Bulk(PageRequest.Bulk.Verb.RETRY, list))));
        }
        var withErrors = all.filter().withStates(Set.of(JobState.FAILED, JobState.AWAITING_RETRY));
        ways.add(new Problem.Way("Show errors", links.to(all.withFilter(withErrors))));
        return ways;
    }

    /** Those that somebody paused first: the others are as they were meant to be. */
    private List<Problem> paused(KernelSnapshot kernel, Map<String, QueueCounters> counters) {
        List<PauseParts.Paused> paused =
                kernel.queues().stream()
                        .filter(QueueSnapshot::paused)
                        .map(queue ->
                                new PauseParts.Paused(
                                        queue.name(),
                                        sources.jobs().policy(queue.name()).pause(),
                                        waiting(queue, counters)))
                        .sorted(Comparator.comparing(each -> each.pause() == null))
                        .toList();
        if (paused.isEmpty()) {
            return List.of();
        }
        List<Action> mends =
                paused.stream()
                        .limit(MOST_BUTTONS)
                        .map(each ->
                                QueueActions.resume(
                                        each.queue(), "Resume " + each.queue(), links, rights))
                        .toList();
        return List.of(PauseParts.ofQueues(paused).mendedBy(mends, List.of()));
    }

    private static long waiting(QueueSnapshot queue, Map<String, QueueCounters> counters) {
        QueueCounters jobs = counters.get(queue.name());
        return jobs == null ? queue.waiting() : QueueCards.waiting(queue, jobs);
    }

    private List<Problem> overload(KernelSnapshot kernel) {
        List<Problem> problems = new ArrayList<>();
        Problem.Way tasks = new Problem.Way("What is alive", links.to(new PageRequest.Tasks()));
        if (kernel.load().paused()) {
            problems.add(full(kernel.load()).mendedBy(List.of(), List.of(tasks)));
        }
        if (kernel.rejected() > 0) {
            problems.add(
                    new Problem(
                                    Tone.RETRY,
                                    "warn",
                                    Words.count(kernel.rejected())
                                            + (kernel.rejected() == 1
                                                    ? " task was refused."
                                                    : " tasks were refused."),
                                    "The cap on live tasks was reached, or work came during"
                                            + " shutdown.")
                            .mendedBy(List.of(), List.of(tasks)));
        }
        return problems;
    }

    private static Problem full(LoadSnapshot load) {
        Duration wait = load.predictedWait();
        return new Problem(
                Tone.RETRY,
                "throttled",
                "This node is full.",
                Words.count(load.live())
                        + " of "
                        + Words.count(load.cap())
                        + " tasks are alive"
                        + (wait == null ? "" : ", and a turn comes after " + Words.duration(wait))
                        + ". Work that waits for input and output is told to pause until that"
                        + " falls.");
    }

    /**
     * What is wrong first, then how the work goes. Every strip below counts, whatever its tone: who
     * reads a number counts what stands below it. What is paused is one of them, so it is not said
     * again.
     */
    private static String headline(KernelSnapshot kernel, int problems) {
        if (!kernel.accepting()) {
            return "Shutting down";
        }
        boolean running = kernel.queues().stream().anyMatch(queue -> queue.running() > 0);
        boolean waiting =
                kernel.queues().stream().anyMatch(queue -> queue.waiting() > 0 && !queue.paused());
        String work =
                running
                        ? "work is flowing"
                        : waiting
                                ? "work is about to start"
                                : problems == 0 ? "all quiet" : "nothing runs";
        return problems == 0
                ? work.substring(0, 1).toUpperCase(Locale.ROOT) + work.substring(1)
                : count(problems, "problem") + "; " + work;
    }

    private static List<String> facts(KernelSnapshot kernel, StoreInfo store) {
        Duration uptime = kernel.uptime();
        // Whole minutes, once there are some: a figure that changes each second draws the eye to
        // nothing.
        Duration shown = uptime.toMinutes() > 0 ? Duration.ofMinutes(uptime.toMinutes()) : uptime;
        List<String> facts = new ArrayList<>();
        Collections.addAll(
                facts,
                kernel.mode() + " mode",
                "up " + Words.coarse(shown),
                count(kernel.queues().size(), "queue"),
                count(kernel.tasks().size(), "live task"),
                store.durable()
                        ? "jobs in the " + store.type() + " store"
                        : "jobs in memory, lost when the process ends");
        return facts;
    }

    static String count(long count, String what) {
        return Words.count(count) + " " + what + (count == 1 ? "" : "s");
    }
}
