package dev.mayfly.jobs.internal.share;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.kernel.time.Clock;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** The process that takes jobs. Called by the threads of this package. */
public interface Host {

    /**
     * The name of this process.
     *
     * @return always the same
     */
    String node();

    /**
     * The kernel's clock, by which jobs are due.
     *
     * @return always the same
     */
    Clock clock();

    /**
     * The time.
     *
     * @return by the wall clock
     */
    default Instant now() {
        return clock().wallTime();
    }

    /**
     * The jobs that this process can run.
     *
     * @return names and aliases
     */
    Set<String> names();

    /**
     * The queues that this process takes jobs of.
     *
     * @return how many run at once, by name
     */
    Map<String, Integer> queues();

    /**
     * Whether a policy decides how many jobs of a queue may be taken.
     *
     * @param queue which
     * @return as last seen
     */
    boolean isRestricted(String queue);

    /**
     * Runs a job that was taken.
     *
     * @param job ASSIGNED
     */
    void taken(JobRecord job);

    /**
     * Gives up all jobs that were taken under an incarnation, and cancels those that run.
     *
     * @param incarnation which
     * @return how many there were
     */
    int fence(long incarnation);

    /**
     * Ends a job that runs here, since somebody asked for it elsewhere.
     *
     * @param job as the store has it
     */
    void cancel(JobRecord job);

    /** Looks whether jobs have ended that somebody here waits for and others run. */
    void lookAfterRemote();
}
