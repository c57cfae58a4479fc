package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RetryPreview;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import java.util.List;

/**
 * One job over HTTP, at {@code /actuator/mayflyjobs/{id}} once {@code
 * management.endpoints.web.exposure.include} names it, and over JMX: where it stands and why, the
 * attempts that it has before it, its stack while it runs in this process, and the means to cancel
 * and retry it. Payloads and results are not shown. Whoever may reach an endpoint may write to it,
 * unless {@code management.endpoint.mayflyjobs.access} is {@code read-only}.
 */
@Endpoint(id = "mayflyjobs")
public final class JobsEndpoint {

    private final Jobs jobs;

    /**
     * An endpoint.
     *
     * @param jobs what can be looked at
     */
    public JobsEndpoint(Jobs jobs) {
        this.jobs = jobs;
    }

    /**
     * A job.
     *
     * @param id its id
     * @param name its name
     * @param queue its queue
     * @param state where it stands
     * @param attempts how many attempts have begun
     * @param failures how many of them have failed
     * @param explanation why it does not run
     * @param nextAttempts the attempts before it, see {@link Jobs#nextAttempts}
     */
    public record JobReport(
            String id,
            String name,
            String queue,
            String state,
            int attempts,
            int failures,
            Explanation explanation,
            RetryPreview nextAttempts) {}

    /**
     * Where a job stands in its code.
     *
     * @param id the job's id
     * @param reason why it is there, or why there are no frames
     * @param frames the innermost first, at most {@value TaskHandle.Stack#MOST_FRAMES}
     * @param omitted how many more there were further out
     */
    public record StackReport(String id, String reason, List<String> frames, int omitted) {}

    /**
     * What became of an action.
     *
     * @param changed false if the job was in a state in which it cannot be done
     * @param job the job afterwards
     */
    public record Changed(boolean changed, JobReport job) {}

    /**
     * A job.
     *
     * @param id which
     * @return plain data; null, which is 404 over HTTP, if there is no such job
     */
    @ReadOperation
    public @Nullable JobReport job(@Selector String id) {
        JobId job = id(id);
        JobRecord found = jobs.find(job).orElse(null);
        Explanation why = jobs.explain(job).orElse(null);
        if (found == null || why == null) {
            return null;
        }
        return new JobReport(
                id,
                found.name(),
                found.queue(),
                found.state().name(),
                found.attempts(),
                found.failures(),
                why,
                jobs.nextAttempts(job).orElse(RetryPreview.NONE));
    }

    /**
     * Where a job stands that has a task in this process, at {@code
     * /actuator/mayflyjobs/{id}/stack} over HTTP. Names of classes and methods are shown, and
     * nothing of what they work on. Each call looks anew, for which the task stands still for some
     * microseconds.
     *
     * @param id which
     * @param part {@code stack}
     * @return plain data; null, which is 404 over HTTP, if no task of this process carries it: it
     *     does not run, or another node runs it
     * @throws InvalidEndpointRequestException if it is another part
     */
    @ReadOperation
    public @Nullable StackReport stack(@Selector String id, @Selector String part) {
        if (!part.equals("stack")) {
            throw refused("a job has no part \"" + part + "\" but stack");
        }
        TaskHandle.Stack stack = jobs.stack(id(id)).orElse(null);
        return stack == null
                ? null
                : new StackReport(
                        id,
                        stack.reason(),
                        stack.frames().stream().map(StackTraceElement::toString).toList(),
                        stack.omitted());
    }

    /**
     * Acts on a job.
     *
     * @param id which
     * @param action {@code cancel}, {@code retry} or {@code retry-from-the-start}, which forgets
     *     its steps
     * @return what became of it; null, which is 404 over HTTP, if there is no such job
     * @throws InvalidEndpointRequestException if there is no such action, or the process shuts down
     */
    @WriteOperation
    public @Nullable Changed change(@Selector String id, String action) {
        JobId job = id(id);
        if (jobs.find(job).isEmpty()) {
            return null;
        }
        boolean changed = act(job, action);
        JobReport after = job(id);
        return after == null ? null : new Changed(changed, after);
    }

    private boolean act(JobId job, String action) {
        try {
            return switch (action) {
                case "cancel" -> jobs.cancel(job);
                case "retry" -> jobs.retry(job);
                case "retry-from-the-start" -> jobs.retryFromTheStart(job);
                default ->
                        throw refused(
                                "action \""
                                        + action
                                        + "\" is none of cancel, retry and retry-from-the-start");
            };
        } catch (JobRejectedException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static JobId id(String text) {
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw refused("\"" + text + "\" is no id of a job");
        }
    }

    private static InvalidEndpointRequestException refused(String why) {
        return new InvalidEndpointRequestException(why, why);
    }
}
