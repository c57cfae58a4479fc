package dev.mayfly.spring.boot.autoconfigure.tracing;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.step.JobSuspension;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskTimeoutException;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;

/** Names of spans and of their attributes, and what an end is called. Used by any thread. */
final class Spans {

    /** How what the span stands for ended: one of the following. */
    static final String OUTCOME = "mayfly.outcome";

    static final String SUCCEEDED = "succeeded";
    static final String FAILED = "failed";
    static final String CANCELLED = "cancelled";
    static final String TIMED_OUT = "timed_out";

    /** The run of the handler ended to wait for a signal; the job goes on in another span. */
    static final String WAITING = "waiting";

    static final String ERROR_TYPE = "error.type";

    private Spans() {}

    /** Whether anybody will see what is done within the current span. */
    static boolean isRecorded(Tracer tracer) {
        Span current = tracer.currentSpan();
        return current != null && !current.isNoop();
    }

    /** The attributes by OpenTelemetry's conventions for messaging, and our own. */
    static void describe(
            JobRecord job, String operation, String type, BiConsumer<String, String> attributes) {
        describe(job, attributes);
        attributes.accept("messaging.operation.name", operation);
        attributes.accept("messaging.operation.type", type);
    }

    static void describe(JobRecord job, BiConsumer<String, String> attributes) {
        attributes.accept("messaging.system", "mayfly");
        attributes.accept("messaging.destination.name", job.queue());
        attributes.accept("mayfly.job.name", job.name());
    }

    /**
     * How an attempt, a step or a task has ended that threw, by the rules of jobs and of the
     * kernel: one that hands on the cancellation of another has failed itself.
     *
     * @param task its task, in a turn of which this is called; null if that is not known
     */
    static String outcome(Throwable thrown, @Nullable TaskContext task) {
        Throwable cause = cause(thrown);
        if (cause instanceof JobSuspension) {
            return WAITING;
        }
        if (task != null && task.isCancelled()) {
            // What a body throws that was interrupted says nothing of the reason; the kernel does.
            try {
                task.now();
            } catch (TaskTimeoutException e) {
                return TIMED_OUT;
            } catch (TaskCancelledException e) {
                return CANCELLED;
            }
        }
        return cause instanceof TaskTimeoutException ? TIMED_OUT : FAILED;
    }

    /** The task of the job that this thread runs; null if it runs none. */
    static @Nullable TaskContext taskOfJob() {
        return JobContext.current().map(JobContext::task).orElse(null);
    }

    static boolean isError(String outcome) {
        return outcome.equals(FAILED) || outcome.equals(TIMED_OUT);
    }

    /** The type of what failed; of an attempt that took too long, that it did. */
    static String errorType(Throwable thrown, String outcome) {
        return outcome.equals(TIMED_OUT)
                ? TaskTimeoutException.class.getName()
                : cause(thrown).getClass().getName();
    }

    /** Ends the span of something that threw. */
    static void fail(Span span, Throwable thrown, String outcome) {
        span.tag(OUTCOME, outcome);
        if (isError(outcome)) {
            span.tag(ERROR_TYPE, errorType(thrown, outcome)).error(cause(thrown));
        }
    }

    /** A stage wraps what it ends with. */
    static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }
}
