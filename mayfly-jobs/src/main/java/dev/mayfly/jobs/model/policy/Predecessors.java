package dev.mayfly.jobs.model.policy;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * The jobs that a job waits for.
 *
 * @param jobs their ids, each once; at most 1000
 * @param evenIfFailed whether the job runs also when one of them has failed or was cancelled; false
 *     cancels it then
 */
public record Predecessors(List<String> jobs, boolean evenIfFailed) {

    private static final int MOST = 1_000;

    /**
     * Copies the ids, each once.
     *
     * @throws IllegalArgumentException if there are none or more than 1000; a batch has no limit
     */
    public Predecessors {
        jobs = List.copyOf(new LinkedHashSet<>(jobs));
        if (jobs.isEmpty() || jobs.size() > MOST) {
            throw new IllegalArgumentException(
                    "a job can come after 1 to "
                            + MOST
                            + " others, not "
                            + jobs.size()
                            + "; for more use a batch and its completion job");
        }
    }
}
