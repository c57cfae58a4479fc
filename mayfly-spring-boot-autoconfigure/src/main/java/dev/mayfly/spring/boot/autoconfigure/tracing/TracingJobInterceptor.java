package dev.mayfly.spring.boot.autoconfigure.tracing;

import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.step.JobSuspension;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/**
 * Makes each attempt of a job a span, the child of the submitter's.
 *
 * <p>The submitter's context is stored in the envelope in the configured wire format (W3C by
 * default), so every attempt has the same parent, wherever and whenever it runs. The observation is
 * named {@code mayfly.job}, the span {@code job <name>}; key values are {@code job}, {@code queue}
 * and, on the span alone, {@code job.id} and {@code job.attempt}.
 */
public final class TracingJobInterceptor implements JobInterceptor {

    private final ObservationRegistry observations;
    private final Tracer tracer;
    private final Propagator propagator;

    /**
     * An interceptor.
     *
     * @param observations makes the spans
     * @param tracer knows the current span
     * @param propagator writes it into an envelope
     */
    public TracingJobInterceptor(
            ObservationRegistry observations, Tracer tracer, Propagator propagator) {
        this.observations = observations;
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public Map<String, String> capture(String jobName) {
        TraceContext current = tracer.currentTraceContext().context();
        if (current == null) {
            return Map.of();
        }
        Map<String, String> captured = new HashMap<>();
        propagator.inject(
                current,
                captured,
                (carrier, key, value) -> {
                    if (carrier != null) {
                        carrier.put(key, value);
                    }
                });
        return captured;
    }

    @Override
    public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
            throws Exception {
        Observation observation = observation(job).start();
        try (Observation.Scope scope = observation.openScope()) {
            return attempt.call();
        } catch (JobSuspension e) {
            throw e; // the job goes to wait, which is no failure
        } catch (Throwable e) {
            observation.error(e);
            throw e;
        } finally {
            observation.stop();
        }
    }

    @Override
    public <R extends @Nullable Object> R aroundStart(
            JobRecord job, CompletionStage<?> end, Callable<R> start) throws Exception {
        Observation observation = observation(job).start();
        R started;
        try (Observation.Scope scope = observation.openScope()) {
            started = start.call();
        } catch (Throwable e) {
            if (!isSuspension(e)) {
                observation.error(e);
            }
            observation.stop();
            throw e;
        }
        var _ =
                end.whenComplete((value, failure) -> {
                    if (failure != null && !isSuspension(failure)) {
                        observation.error(failure);
                    }
                    observation.stop();
                });
        return started;
    }

    /** A stage wraps what it ends with. */
    private static boolean isSuspension(Throwable failure) {
        return failure instanceof JobSuspension || failure.getCause() instanceof JobSuspension;
    }

    private Observation observation(JobRecord job) {
        ReceiverContext<Map<String, String>> received = new ReceiverContext<>(Map::get);
        received.setCarrier(job.envelope().traceContext());
        return Observation.createNotStarted("mayfly.job", () -> received, observations)
                .contextualName("job " + job.name())
                .lowCardinalityKeyValue("job", job.name())
                .lowCardinalityKeyValue("queue", job.queue())
                .highCardinalityKeyValue("job.id", job.id().value())
                .highCardinalityKeyValue("job.attempt", Integer.toString(job.attempts()));
    }
}
