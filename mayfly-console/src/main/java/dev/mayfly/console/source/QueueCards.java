package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.view.QueueCard;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;

/** Makes the card of a queue. */
final class QueueCards {

    private QueueCards() {}

    /**
     * The card of a queue.
     *
     * @param oldest by queue, since when the one waits that has waited here for longest
     */
    static QueueCard of(
            QueueSnapshot queue,
            ConsoleSources sources,
            Map<String, QueueCounters> counters,
            Map<String, Instant> oldest,
            Links links) {
        String name = queue.name();
        QueueCounters jobs =
                counters.getOrDefault(name, new QueueCounters(name, Map.of(), Map.of()));
        Integer limit = queue.concurrency() == Integer.MAX_VALUE ? null : queue.concurrency();
        QueuePolicy policy = sources.jobs().policy(name);
        Pace pace = sources.pace();
        long waiting = waiting(queue, jobs);
        return new QueueCard(
                elementId("queue", name),
                name,
                links.queue(name),
                queue.engine(),
                queue.paused()
                        ? Pills.PAUSED
                        : waiting > 0 && policy.restricts() && sources.jobs().isHeld(name)
                                ? Pills.LIMITED
                                : null,
                policy.pause(),
                policy.limits().areShared() ? policy.limits().withPerNode(null).toString() : "",
                Words.count(waiting),
                pace.waits(name).map(QueueCards::wait).orElse(""),
                oldest.get(name),
                queue.running(),
                sources.jobs().isShared() ? everywhere(queue, jobs) : "",
                limit == null ? "no limit" : "of " + Words.count(limit),
                limit,
                later(jobs),
                failed(jobs),
                Throughput.rate(pace.rate(name)),
                pace.spark(name));
    }

    /** Most of what waits may wait in the store, or in the line of another node. */
    static long waiting(QueueSnapshot queue, QueueCounters jobs) {
        return Math.max(
                queue.waiting(), jobs.current(JobState.READY) + jobs.current(JobState.ASSIGNED));
    }

    private static String everywhere(QueueSnapshot queue, QueueCounters jobs) {
        long running = jobs.current(JobState.RUNNING);
        return running > queue.running() ? Words.count(running) + " on all nodes" : "";
    }

    private static String wait(Pace.Waits waits) {
        return "Waited "
                + Words.duration(waits.median())
                + ", 95 % under "
                + Words.duration(waits.most());
    }

    private static String later(QueueCounters jobs) {
        long scheduled = jobs.current(JobState.SCHEDULED);
        long retries = jobs.current(JobState.AWAITING_RETRY);
        long signals = jobs.current(JobState.AWAITING_SIGNAL);
        var parts = new ArrayList<String>();
        if (scheduled > 0) {
            parts.add(Words.count(scheduled) + " scheduled");
        }
        if (retries > 0) {
            parts.add(Words.count(retries) + " to be retried");
        }
        if (signals > 0) {
            parts.add(
                    Words.count(signals)
                            + (signals == 1 ? " waits for a signal" : " wait for signals"));
        }
        return parts.isEmpty() ? "Nothing due later" : String.join(", ", parts);
    }

    private static String failed(QueueCounters jobs) {
        long failed = jobs.current(JobState.FAILED);
        return failed == 0 ? "None failed" : Words.count(failed) + " failed";
    }

    /**
     * An element's id for any text: names are foreign, and an id must not hold spaces nor clash
     * with another's.
     */
    static String elementId(String kind, String name) {
        return kind + "-" + HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable QueueSnapshot find(Iterable<QueueSnapshot> queues, String name) {
        for (QueueSnapshot queue : queues) {
            if (queue.name().equals(name)) {
                return queue;
            }
        }
        return null;
    }
}
