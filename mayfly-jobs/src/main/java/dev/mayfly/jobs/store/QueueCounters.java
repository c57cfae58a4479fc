package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobState;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many jobs of one queue are where.
 *
 * @param queue the queue's name
 * @param current how many jobs the store holds in each state; every state is there
 * @param entered how often each state was entered since the store began; never goes back, whatever
 *     is removed. SUCCEEDED is the number of jobs done, RUNNING the number of attempts started,
 *     those included that went on after a wait for a signal
 */
public record QueueCounters(
        String queue, Map<JobState, Long> current, Map<JobState, Long> entered) {

    /** Copies the maps and adds a zero for each state that is missing. */
    public QueueCounters {
        current = complete(current);
        entered = complete(entered);
    }

    private static Map<JobState, Long> complete(Map<JobState, Long> counts) {
        var all = new EnumMap<JobState, Long>(JobState.class);
        for (JobState state : JobState.values()) {
            all.put(state, counts.getOrDefault(state, 0L));
        }
        return java.util.Collections.unmodifiableMap(all);
    }

    /**
     * How many jobs are in a state.
     *
     * @param state the state
     * @return the number, 0 or more
     */
    public long current(JobState state) {
        return current.getOrDefault(state, 0L);
    }

    /**
     * How often a state was entered.
     *
     * @param state the state
     * @return the number, 0 or more
     */
    public long entered(JobState state) {
        return entered.getOrDefault(state, 0L);
    }

    /**
     * How many jobs have not ended.
     *
     * @return the jobs in all states that are not terminal
     */
    public long live() {
        long live = 0;
        for (JobState state : JobState.values()) {
            live += state.isTerminal() ? 0 : current(state);
        }
        return live;
    }
}
