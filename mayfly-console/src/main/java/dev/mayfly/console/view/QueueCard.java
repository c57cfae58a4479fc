package dev.mayfly.console.view;

import dev.mayfly.jobs.model.Pause;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * One queue on the overview.
 *
 * @param id the element's id, stable for the queue's name
 * @param name the queue's name
 * @param href the queue's job list
 * @param engine the engine its jobs run on
 * @param pill the queue's state, absent while it simply works
 * @param pause who paused it and why, absent unless somebody did
 * @param limits the limits that hold on all nodes, in words; empty for none
 * @param waiting what is ready and has not started, on all nodes
 * @param waits how long jobs waited that started here in the last two minutes, in words; empty for
 *     none
 * @param oldest since when the task waits that has stood in the line of this node for longest;
 *     absent while none does
 * @param running what has started here and not ended
 * @param everywhere how many run on all nodes, in words; empty where that is no other number
 * @param slots how many may run at once in words, for instance {@code of 8} or {@code no limit}
 * @param slotLimit the concurrency for the slot bar; absent when there is no limit
 * @param later what is scheduled or waits for another try
 * @param failed what has failed for good since the start
 * @param rate what ended in the last ten seconds, each second, formatted
 * @param spark the last two minutes
 */
public record QueueCard(
        String id,
        String name,
        String href,
        String engine,
        @Nullable StatePill pill,
        @Nullable Pause pause,
        String limits,
        String waiting,
        String waits,
        @Nullable Instant oldest,
        int running,
        String everywhere,
        String slots,
        @Nullable Integer slotLimit,
        String later,
        String failed,
        String rate,
        Spark spark) {}
