package dev.mayfly.spring.boot.autoconfigure.tracing;

import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.step.JobSuspension;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskTimeoutException;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;

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
        attributes.accept("messaging.system", "mayfly");
        attributes.accept("messaging.operation.name", operation);
        attributes.accept("messaging.operation.type", type);
        attributes.accept("messaging.destination.name", job.queue());
        attributes.accept("mayfly.job.name", job.name());
    }

    /** How an attempt or a task has ended that threw, on its own thread. */
    static String outcome(Throwable thrown, TaskContext task) {
        if (isSuspension(thrown)) {
            return WAITING;
        }
        if (task.isCancelled()) {
            // What a body throws that was interrupted says nothing of the reason; the kernel does.
            try {
                task.now();
            } catch (TaskTimeoutException e) {
                return TIMED_OUT;
            } catch (TaskCancelledException e) {
                return CANCELLED;
            }
        }
        return outcome(thrown);
    }

    static String outcome(Throwable thrown) {
        return switch (cause(thrown)) {
            case JobSuspension e -> WAITING;
            case TaskCancelledException e -> CANCELLED;
            case TaskTimeoutException e -> TIMED_OUT;
            default -> FAILED;
        };
    }

    /** The same of the job that this thread runs, if it runs one. */
    static String outcomeOfJob(Throwable thrown) {
        return JobContext.current()
                .map(job -> outcome(thrown, job.task()))
                .orElseGet(() -> outcome(thrown));
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

    private static boolean isSuspension(Throwable thrown) {
        return cause(thrown) instanceof JobSuspension;
    }

    /** A stage wraps what it ends with. */
    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }
}
