package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;

import java.util.EnumMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of one queue. A job is counted in a state before it enters it and no longer after it
 * has left, so a number may for a moment be too high but never too low.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class QueueTally {

    private static final JobState[] STATES = JobState.values();

    private final String queue;

    /** Counts up over the queues of a store. */
    private final int ordinal;

    private final LongAdder[] current = adders();
    private final LongAdder[] entered = adders();

    QueueTally(String queue, int ordinal) {
        this.queue = queue;
        this.ordinal = ordinal;
    }

    private static LongAdder[] adders() {
        var adders = new LongAdder[STATES.length];
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    int ordinal() {
        return ordinal;
    }

    void entering(JobState state) {
        current[state.ordinal()].increment();
        entered[state.ordinal()].increment();
    }

    /** The entering did not happen after all. */
    void notEntered(JobState state) {
        current[state.ordinal()].decrement();
        entered[state.ordinal()].decrement();
    }

    void left(JobState state) {
        current[state.ordinal()].decrement();
    }

    QueueCounters counters() {
        var now = new EnumMap<JobState, Long>(JobState.class);
        var ever = new EnumMap<JobState, Long>(JobState.class);
        for (JobState state : STATES) {
            now.put(state, Math.max(0, current[state.ordinal()].sum()));
            ever.put(state, Math.max(0, entered[state.ordinal()].sum()));
        }
        return new QueueCounters(queue, now, ever);
    }
}
