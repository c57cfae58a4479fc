package dev.mayfly.spring.internal;

import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import java.util.concurrent.Callable;

/** Puts {@code jobId} and {@code jobName} on every line that a job logs. */
public final class MdcInterceptor implements JobInterceptor {

    /** Made once. */
    public MdcInterceptor() {}

    @Override
    public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
            throws Exception {
        try (var id = MDC.putCloseable("jobId", job.id().value());
                var name = MDC.putCloseable("jobName", job.name())) {
            return attempt.call();
        }
    }
}
