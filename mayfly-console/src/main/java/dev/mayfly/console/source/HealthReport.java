package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.LintParts;
import dev.mayfly.console.source.part.PauseParts;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.view.Overview;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The sentence at the top of the overview and what is wrong, worst first. */
final class HealthReport {
    private static final int MOST_PROBLEMS = 3;

    private HealthReport() {}

    static Overview.Health of(KernelSnapshot kernel, ConsoleSources sources, Links links) {
        List<Problem> problems = new ArrayList<>();
        if (!kernel.accepting()) {
            problems.add(
                    new Problem(
                            Tone.FAIL,
                            "warn",
                            "The scheduler is shutting down.",
                            "What runs is drained; new work is refused."));
        }
        List<Problem> lints =
                sources.lints().stream().map(lint -> LintParts.problem(lint, links)).toList();
        problems.addAll(withTone(lints, Tone.FAIL));
        recentFailures(kernel, sources.pace(), problems);
        List<PauseParts.Paused> paused = paused(kernel, sources);
        if (!paused.isEmpty()) {
            problems.add(PauseParts.ofQueues(paused));
        }
        problems.addAll(withTone(lints, Tone.RETRY));
        if (kernel.rejected() > 0) {
            problems.add(
                    new Problem(
                            Tone.RETRY,
                            "warn",
                            Words.count(kernel.rejected())
                                    + (kernel.rejected() == 1
                                            ? " task was refused."
                                            : " tasks were refused."),
                            "The cap on live tasks was reached, or work came during shutdown."));
        }
        List<Problem> shown = problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()));
        List<String> facts = facts(kernel, sources.jobs().store());
        if (shown.size() < problems.size()) {
            facts.add("the worst " + MOST_PROBLEMS + " of " + problems.size() + " problems");
        }
        return new Overview.Health(sentence(kernel), facts, List.copyOf(shown));
    }

    private static List<Problem> withTone(List<Problem> problems, Tone tone) {
        return problems.stream().filter(problem -> problem.tone() == tone).toList();
    }

    private static void recentFailures(
            KernelSnapshot kernel, Pace throughput, List<Problem> problems) {
        for (QueueSnapshot queue : kernel.queues()) {
            long failed = throughput.failed(queue.name());
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
                                "In the last two minutes; the errors are below and in the queue's"
                                        + " list."));
            }
        }
    }

    /** Those that somebody paused first: the others are as they were meant to be. */
    private static List<PauseParts.Paused> paused(KernelSnapshot kernel, ConsoleSources sources) {
        return kernel.queues().stream()
                .filter(QueueSnapshot::paused)
                .map(queue ->
                        new PauseParts.Paused(
                                queue.name(),
                                sources.jobs().policy(queue.name()).pause(),
                                queue.waiting()))
                .sorted(Comparator.comparing(paused -> paused.pause() == null))
                .toList();
    }

    private static String sentence(KernelSnapshot kernel) {
        if (!kernel.accepting()) {
            return "Shutting down";
        }
        long paused = kernel.queues().stream().filter(QueueSnapshot::paused).count();
        String after =
                paused == 0
                        ? ""
                        : paused == 1
                                ? ", one queue is paused"
                                : ", " + paused + " queues are paused";
        boolean running = kernel.queues().stream().anyMatch(queue -> queue.running() > 0);
        boolean waiting =
                kernel.queues().stream().anyMatch(queue -> queue.waiting() > 0 && !queue.paused());
        return (running ? "Work is flowing" : waiting ? "Work is about to start" : "All quiet")
                + after;
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
