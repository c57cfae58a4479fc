package dev.mayfly.jobs.handler;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Which job a thread runs. Handlers ask {@link JobContext#current()}; this class is for whoever
 * runs them: the runtime, and tests of handlers.
 */
public final class CurrentJob {

    private static final ScopedValue<JobContext> CURRENT = ScopedValue.newInstance();

    private CurrentJob() {}

    static Optional<JobContext> get() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /**
     * Calls a body for which {@link JobContext#current()} is the given job.
     *
     * @param job the job
     * @param body what to call, on this thread
     * @param <R> the type of the result
     * @return what the body returns
     * @throws Exception what the body throws
     */
    public static <R extends @Nullable Object> R call(JobContext job, Callable<R> body)
            throws Exception {
        return ScopedValue.where(CURRENT, job).call(body::call);
    }
}
