package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import io.micrometer.core.instrument.Tags;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The labels that all meters of jobs share, so that their series fit together. At most {@value
 * #MOST_JOBS} names of jobs, {@value #MOST_QUEUES} queues and {@value #MOST_KINDS} pairs of both
 * get values of their own: a store may hold jobs of applications that this one has never heard of.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class JobLabels {

    /**
     * The label for the name of a job. Not {@code job}: that is Prometheus' own name for what it
     * scrapes, and it would rename ours.
     */
    public static final String JOB = "job_name";

    /** How many names of jobs are told apart. */
    public static final int MOST_JOBS = 200;

    /** How many queues are told apart. */
    public static final int MOST_QUEUES = 100;

    /** How many pairs of both are told apart: the product would be no bound worth the name. */
    public static final int MOST_KINDS = 400;

    private final BoundedLabel jobs = new BoundedLabel(MOST_JOBS);
    private final BoundedLabel queues = new BoundedLabel(MOST_QUEUES);
    private final Set<Kind> kinds = ConcurrentHashMap.newKeySet();

    /** Labels without values. */
    public JobLabels() {}

    /**
     * What to write for the name of a job.
     *
     * @param name the name
     * @return the name, or {@value BoundedLabel#OTHER}
     */
    public String job(String name) {
        return jobs.of(name);
    }

    /**
     * What to write for a queue.
     *
     * @param name its name
     * @return the name, or {@value BoundedLabel#OTHER}
     */
    public String queue(String name) {
        return queues.of(name);
    }

    /**
     * Whose series it is: a job in a queue.
     *
     * @param job the name of the job, as {@link #job} has it
     * @param queue the queue, as {@link #queue} has it
     */
    record Kind(String job, String queue) {

        private static final Kind OTHER = new Kind(BoundedLabel.OTHER, BoundedLabel.OTHER);

        Tags tags() {
            return Tags.of(JOB, job, "queue", queue);
        }
    }

    Kind kind(String job, String queue) {
        var kind = new Kind(job(job), queue(queue));
        return kinds.contains(kind) || added(kind) ? kind : Kind.OTHER;
    }

    private synchronized boolean added(Kind kind) {
        return kinds.contains(kind) || kinds.size() < MOST_KINDS && kinds.add(kind);
    }
}
