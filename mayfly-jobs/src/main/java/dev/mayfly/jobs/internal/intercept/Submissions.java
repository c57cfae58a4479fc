package dev.mayfly.jobs.internal.intercept;

import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The interceptors around submissions. Without any, and without jobs, a submission passes as it is.
 * Safe for use by any thread.
 *
 * @param interceptors outermost first
 */
public record Submissions(List<JobInterceptor> interceptors) {

    /**
     * Submits jobs, with what the interceptors have captured, within all that they wrap it in.
     *
     * @param jobs as they are prepared
     * @param accept takes them in
     * @param <R> the type of what comes of it
     * @return what {@code accept} returned
     */
    public <R extends @Nullable Object> R around(
            List<JobRecord> jobs, Function<List<JobRecord>, R> accept) {
        if (interceptors.isEmpty() || jobs.isEmpty()) {
            return accept.apply(jobs);
        }
        Supplier<R> submission = () -> accept.apply(captured(jobs));
        for (JobInterceptor interceptor : interceptors.reversed()) {
            Supplier<R> inner = submission;
            submission = () -> interceptor.aroundSubmit(jobs, inner);
        }
        return submission.get();
    }

    private List<JobRecord> captured(List<JobRecord> jobs) {
        return jobs.stream().map(this::captured).toList();
    }

    private JobRecord captured(JobRecord job) {
        var context = new HashMap<String, String>();
        for (JobInterceptor interceptor : interceptors) {
            context.putAll(interceptor.capture(job.name()));
        }
        return context.isEmpty() ? job : with(job, context);
    }

    /** A job that nobody has seen: what its submission made of it follows from its envelope. */
    private static JobRecord with(JobRecord job, Map<String, String> context) {
        return JobRecord.submitted(
                job.envelope().withTraceContext(context), job.submittedAt(), job.dueAt());
    }
}
