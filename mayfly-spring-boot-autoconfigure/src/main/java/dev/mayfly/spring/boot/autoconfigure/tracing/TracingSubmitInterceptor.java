package dev.mayfly.spring.boot.autoconfigure.tracing;

import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.task.TaskContext;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

import org.jspecify.annotations.Nullable;

/**
 * Lets a task see the observation and the span that were current where it was submitted: what the
 * task logs carries the ids, what it observes becomes a child. Where nothing is current, nothing is
 * wrapped.
 *
 * <p>A task that another task starts is a span of its own, named {@code task}, if the trace is
 * recorded. A task from outside is none, since there may be millions.
 *
 * <p>Thread rule: any thread.
 */
public final class TracingSubmitInterceptor implements SubmitInterceptor {

    private final ObservationRegistry observations;
    private final Tracer tracer;
    private final CurrentTraceContext traces;
    private final boolean childTasks;

    /**
     * An interceptor.
     *
     * @param observations knows the current observation
     * @param tracer knows the current span
     * @param childTasks whether a task that another task starts is a span
     */
    public TracingSubmitInterceptor(
            ObservationRegistry observations, Tracer tracer, boolean childTasks) {
        this.observations = observations;
        this.tracer = tracer;
        this.traces = tracer.currentTraceContext();
        this.childTasks = childTasks;
    }

    @Override
    public <R extends @Nullable Object> SchedulableJob<R> intercept(
            String name, String queue, SchedulableJob<R> job) {
        Observation observation = observations.getCurrentObservation();
        TraceContext trace = traces.context();
        SchedulableJob<R> within = trace == null ? job : task -> inTrace(trace, job, task);
        return observation == null || observation.isNoop()
                ? within
                : task -> {
                    try (Observation.Scope scope = observation.openScope()) {
                        return within.run(task);
                    }
                };
    }

    @Override
    public <R extends @Nullable Object> SchedulableJob<R> interceptChild(
            String name, String queue, SchedulableJob<R> job) {
        if (!childTasks || !Spans.isRecorded(tracer)) {
            return intercept(name, queue, job);
        }
        return intercept(name, queue, task -> inSpan(name, queue, job, task));
    }

    /** The span may be another than the observation's, whose scope is open by now. */
    private <R extends @Nullable Object> R inTrace(
            TraceContext trace, SchedulableJob<R> job, TaskContext task) throws Exception {
        try (CurrentTraceContext.Scope scope = traces.maybeScope(trace)) {
            return job.run(task);
        }
    }

    private <R extends @Nullable Object> R inSpan(
            String name, String queue, SchedulableJob<R> job, TaskContext task) throws Exception {
        Span span =
                tracer.nextSpan()
                        .name("task")
                        .tag("mayfly.task.name", name)
                        .tag("mayfly.task.id", task.id().toString())
                        .tag("mayfly.queue", queue)
                        .start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            R result = job.run(task);
            span.tag(Spans.OUTCOME, Spans.SUCCEEDED);
            return result;
        } catch (Throwable t) { // handed on as it is
            Spans.fail(span, t, Spans.outcome(t, task));
            throw t;
        } finally {
            span.end();
        }
    }
}
