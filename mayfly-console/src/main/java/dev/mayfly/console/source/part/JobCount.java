package dev.mayfly.console.source.part;

import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many jobs of a list there are.
 *
 * @param jobs so many, or the bound at which the count was given up
 * @param more whether there are more than that
 */
public record JobCount(long jobs, boolean more) {

    /** Counting further tells nobody more than "many", and costs. */
    private static final int MOST_COUNTED = 1_000;

    /**
     * Counts the jobs that an action on a list concerns: for free where the store keeps the count,
     * else one by one, to 1 000.
     *
     * @param jobs where they are
     * @param page the list and the action
     * @return how many there are now
     */
    public static JobCount of(JobsState jobs, PageRequest.Bulk page) {
        PageRequest.JobList list = page.list();
        Set<JobState> states = states(page);
        if (states.isEmpty()) {
            return new JobCount(0, false);
        }
        if (list.filter().isCounted()) {
            return new JobCount(kept(jobs.counters(), list, states), false);
        }
        int count = jobs.count(list.query().withStates(states), MOST_COUNTED);
        return new JobCount(Math.min(count, MOST_COUNTED), count > MOST_COUNTED);
    }

    /**
     * The states of a list's jobs that an action concerns.
     *
     * @param page the list and the action
     * @return none if the list shows none of them
     */
    public static Set<JobState> states(PageRequest.Bulk page) {
        return page.list().filter().effectiveStates().stream()
                .filter(page.verb()::concerns)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * How many jobs of a list's queue, or of all queues, are in one of some states.
     *
     * @param counters of the store
     * @param list whose queue
     * @param states which states
     * @return as the store has counted them
     */
    public static long kept(
            Map<String, QueueCounters> counters, PageRequest.JobList list, Set<JobState> states) {
        String queue = list.queue();
        return counters.values().stream()
                .filter(each -> queue == null || each.queue().equals(queue))
                .mapToLong(each -> states.stream().mapToLong(each::current).sum())
                .sum();
    }
}
