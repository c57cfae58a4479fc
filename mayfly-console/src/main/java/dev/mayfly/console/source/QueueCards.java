package dev.mayfly.console.source;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.view.QueueCard;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;

/** Makes the card of a queue. */
final class QueueCards {

    private QueueCards() {}

    static QueueCard of(
            QueueSnapshot queue,
            JobsState runtime,
            Map<String, QueueCounters> counters,
            Pace throughput,
            Links links) {
        QueueCounters jobs =
                counters.getOrDefault(
                        queue.name(), new QueueCounters(queue.name(), Map.of(), Map.of()));
        Integer limit = queue.concurrency() == Integer.MAX_VALUE ? null : queue.concurrency();
        return new QueueCard(
                elementId("queue", queue.name()),
                queue.name(),
                links.queue(queue.name()),
                queue.engine(),
                queue.paused() ? Pills.PAUSED : null,
                runtime.policy(queue.name()).pause(),
                Words.count(queue.waiting()),
                queue.running(),
                limit == null ? "no limit" : "of " + Words.count(limit),
                limit,
                later(jobs),
                failed(jobs),
                Throughput.rate(throughput.rate(queue.name())),
                throughput.spark(queue.name()));
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
