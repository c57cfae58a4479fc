package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import io.micrometer.core.instrument.Tags;

/**
 * The labels that all meters of jobs share, so that their series fit together. At most {@value
 * #MOST_JOBS} names of jobs and {@value #MOST_QUEUES} queues get a value of their own: a store may
 * hold jobs of applications that this one has never heard of.
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

    private final BoundedLabel jobs = new BoundedLabel(MOST_JOBS);
    private final BoundedLabel queues = new BoundedLabel(MOST_QUEUES);

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

        Tags tags() {
            return Tags.of(JOB, job, "queue", queue);
        }
    }

    Kind kind(String job, String queue) {
        return new Kind(job(job), queue(queue));
    }
}
