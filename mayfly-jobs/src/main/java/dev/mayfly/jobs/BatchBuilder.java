package dev.mayfly.jobs;

import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.policy.BatchPart.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Puts a batch together, see {@link Jobs#batch(String, java.util.function.Consumer)}. */
public final class BatchBuilder {

    private final String id;
    private final String name;
    private final List<JobRequest> jobs = new ArrayList<>();

    BatchBuilder(String id, String name) {
        if (name.isBlank() || name.length() > 200) {
            throw new IllegalArgumentException(
                    "batch name \"" + name + "\" is not 1 to 200 characters");
        }
        this.id = id;
        this.name = name;
    }

    /**
     * Adds a job.
     *
     * @param job the job
     * @param payload the payload; null for none
     * @return this builder
     */
    public BatchBuilder add(String job, @Nullable Object payload) {
        return add(new JobRequest(job, payload));
    }

    /**
     * Adds a job.
     *
     * @param request the job
     * @return this builder
     */
    public BatchBuilder add(JobRequest request) {
        return with(request, Role.MEMBER);
    }

    /**
     * Sets the job that runs when all jobs have ended, however they have. It finds how in {@link
     * dev.mayfly.jobs.handler.JobContext#batch()}.
     *
     * @param request the job; replaces the one before
     * @return this builder
     */
    public BatchBuilder onCompletion(JobRequest request) {
        return with(request, Role.ON_COMPLETION);
    }

    /**
     * Sets the job that runs when all jobs have succeeded, and is CANCELLED with an explanation
     * when one has not.
     *
     * @param request the job; replaces the one before
     * @return this builder
     */
    public BatchBuilder onSuccess(JobRequest request) {
        return with(request, Role.ON_SUCCESS);
    }

    private BatchBuilder with(JobRequest request, Role role) {
        if (role != Role.MEMBER) {
            jobs.removeIf(job -> roleOf(job) == role);
        }
        var part = new BatchPart(id, name, role);
        var policies = request.options().policies().withBatch(part);
        jobs.add(
                new JobRequest(
                        request.name(),
                        request.payload(),
                        request.options().withPolicies(policies)));
        return this;
    }

    private static @Nullable Role roleOf(JobRequest job) {
        BatchPart part = job.options().policies().batch();
        return part == null ? null : part.role();
    }

    List<JobRequest> jobs() {
        if (jobs.isEmpty()) {
            throw new IllegalArgumentException(
                    "batch \"" + name + "\" is empty; add a job, or one to run on completion");
        }
        return List.copyOf(jobs);
    }
}
