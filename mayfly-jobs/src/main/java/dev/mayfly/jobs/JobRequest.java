package dev.mayfly.jobs;

import dev.mayfly.jobs.model.JobOptions;

import org.jspecify.annotations.Nullable;

/**
 * One of many jobs to submit at once with {@link Jobs#submitAll}.
 *
 * @param name the job's name
 * @param payload the payload; null for none
 * @param options what is to be otherwise than the definition says
 */
public record JobRequest(String name, @Nullable Object payload, JobOptions options) {

    /**
     * A request without options.
     *
     * @param name the job's name
     * @param payload the payload; null for none
     */
    public JobRequest(String name, @Nullable Object payload) {
        this(name, payload, JobOptions.DEFAULTS);
    }
}
