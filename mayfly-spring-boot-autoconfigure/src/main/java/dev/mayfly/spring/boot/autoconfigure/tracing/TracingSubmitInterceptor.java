package dev.mayfly.spring.boot.autoconfigure.tracing;

import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;

import org.jspecify.annotations.Nullable;

/**
 * Lets a task see the observation, or else the span, that was current where it was submitted: what
 * the task logs carries the ids, what it observes becomes a child. The task itself is no span,
 * since there may be millions. Where nothing is current, nothing is wrapped.
 */
public final class TracingSubmitInterceptor implements SubmitInterceptor {

    private final ObservationRegistry observations;
    private final CurrentTraceContext traces;

    /**
     * An interceptor.
     *
     * @param observations knows the current observation
     * @param tracer knows the current span
     */
    public TracingSubmitInterceptor(ObservationRegistry observations, Tracer tracer) {
        this.observations = observations;
        this.traces = tracer.currentTraceContext();
    }

    @Override
    public <R extends @Nullable Object> SchedulableJob<R> intercept(
            String name, String queue, SchedulableJob<R> job) {
        Observation observation = observations.getCurrentObservation();
        if (observation != null && !observation.isNoop()) {
            return task -> {
                try (Observation.Scope scope = observation.openScope()) {
                    return job.run(task);
                }
            };
        }
        TraceContext trace = traces.context();
        if (trace == null) {
            return job;
        }
        return task -> {
            try (CurrentTraceContext.Scope scope = traces.maybeScope(trace)) {
                return job.run(task);
            }
        };
    }
}
