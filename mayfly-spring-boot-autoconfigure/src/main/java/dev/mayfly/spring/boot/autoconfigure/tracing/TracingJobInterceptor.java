package dev.mayfly.spring.boot.autoconfigure.tracing;

import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.task.TaskContext;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes one trace of a job's life: a span {@code submit <name>} at the submitter; its children are,
 * for each attempt, {@code queue <name>} for the wait in line and {@code run <name>} for what the
 * handler does; and {@code step} for each step that is run.
 *
 * <p>The submission's context is stored in the envelope in the configured wire format (W3C by
 * default), baggage included, so all attempts have the same parent, wherever and whenever they run.
 * Attributes follow OpenTelemetry's conventions for messaging; the tracing page of the guide lists
 * them. An attempt is an observation named {@code mayfly.job} with the key values {@code job} and
 * {@code queue}, and so also a timer; the others are spans only.
 *
 * <p>Thread rule: any thread.
 */
public final class TracingJobInterceptor implements JobInterceptor {

    private static final TimeUnit MICROS = TimeUnit.MICROSECONDS;

    private final ObservationRegistry observations;
    private final Tracer tracer;
    private final Propagator propagator;

    /**
     * An interceptor.
     *
     * @param observations makes the spans of attempts
     * @param tracer makes the other spans and knows the current one
     * @param propagator writes it into an envelope and reads it there
     */
    public TracingJobInterceptor(
            ObservationRegistry observations, Tracer tracer, Propagator propagator) {
        this.observations = observations;
        this.tracer = tracer;
        this.propagator = propagator;
    }

    // ---- the submitter

    @Override
    public <R extends @Nullable Object> R aroundSubmit(
            List<JobRecord> jobs, Supplier<R> submission) {
        Span span = submitted(jobs);
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            return submission.get();
        } catch (Throwable t) { // handed on as it is
            span.tag(Spans.ERROR_TYPE, t.getClass().getName()).error(t);
            throw t;
        } finally {
            span.end();
        }
    }

    private Span submitted(List<JobRecord> jobs) {
        JobRecord first = jobs.getFirst();
        boolean alike = jobs.stream().allMatch(job -> job.name().equals(first.name()));
        Span.Builder builder =
                tracer.spanBuilder()
                        .kind(Span.Kind.PRODUCER)
                        .name("submit " + (alike ? first.name() : "jobs"));
        TraceContext parent = tracer.currentTraceContext().context();
        if (parent != null) {
            builder.setParent(parent);
        }
        Span span = builder.start();
        if (!span.isNoop()) {
            Spans.describe(first, "submit", "send", span::tag);
            if (jobs.size() == 1) {
                span.tag("messaging.message.id", first.id().value());
            } else {
                span.tag("messaging.batch.message_count", jobs.size());
            }
        }
        return span;
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

    // ---- the queue

    @Override
    public void dequeued(JobRecord inLine, JobRecord job) {
        Instant end = job.startedAt();
        Map<String, String> context = job.envelope().traceContext();
        if (end == null || Collections.disjoint(context.keySet(), propagator.fields())) {
            return; // submitted where nobody traces: it would be a trace of its own
        }
        Instant since = waitedSince(inLine, job);
        Span span =
                propagator
                        .extract(context, Map::get)
                        .name("queue " + job.name())
                        .startTimestamp(micros(since.isAfter(end) ? end : since), MICROS)
                        .start();
        if (!span.isNoop()) {
            Spans.describe(job, span::tag);
            span.tag("messaging.message.id", job.id().value())
                    .tag("mayfly.job.attempt", Integer.toString(job.attempts()));
            if (inLine.state() == JobState.ASSIGNED) {
                span.event("assigned", micros(inLine.changedAt()), MICROS);
            }
        }
        span.end(micros(end), MICROS);
    }

    /**
     * When the job came into line. A job that is assigned to a node does not say; it was when it
     * was submitted, or due, or when the attempt before ended, which is before its back-off.
     */
    private static Instant waitedSince(JobRecord inLine, JobRecord job) {
        if (inLine.state() == JobState.READY) {
            return inLine.changedAt();
        }
        if (job.attempts() == 1 && inLine.startedAt() == null) {
            return due(job, inLine.changedAt());
        }
        Attempt before = inLine.history().isEmpty() ? null : inLine.history().getLast();
        return before == null || before.number() != job.attempts() - 1
                ? inLine.changedAt()
                : before.finishedAt();
    }

    /** When the job was to run, at the latest when it was taken. */
    private static Instant due(JobRecord job, Instant taken) {
        Instant at = job.envelope().options().runAt();
        Duration delay = job.envelope().options().delay();
        if (delay != null) { // which may be longer than any time that can be written
            at =
                    delay.compareTo(Duration.between(job.submittedAt(), taken)) < 0
                            ? job.submittedAt().plus(delay)
                            : taken;
        }
        if (at == null || at.isBefore(job.submittedAt())) {
            at = job.submittedAt();
        }
        return at.isAfter(taken) ? taken : at;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    // ---- the attempt

    @Override
    public <R extends @Nullable Object> R around(JobRecord job, Callable<R> attempt)
            throws Exception {
        Observation observation = observation(job).start();
        try (Observation.Scope scope = observation.openScope()) {
            R result = attempt.call();
            observation.highCardinalityKeyValue(Spans.OUTCOME, Spans.SUCCEEDED);
            return result;
        } catch (Throwable t) { // handed on as it is
            fail(observation, t, Spans.outcome(t, Spans.taskOfJob()));
            throw t;
        } finally {
            observation.stop();
        }
    }

    @Override
    public <R extends @Nullable Object> R aroundStart(
            JobRecord job, CompletionStage<?> end, Callable<R> start) throws Exception {
        TaskContext task = Spans.taskOfJob();
        Observation observation = observation(job).start();
        R started;
        try (Observation.Scope scope = observation.openScope()) {
            started = start.call();
        } catch (Throwable t) { // handed on as it is
            fail(observation, t, Spans.outcome(t, task));
            observation.stop();
            throw t;
        }
        var _ =
                end.whenComplete((value, failure) -> {
                    if (failure == null) {
                        observation.highCardinalityKeyValue(Spans.OUTCOME, Spans.SUCCEEDED);
                    } else {
                        // In the last turn of the task: the kernel still answers it.
                        fail(observation, failure, Spans.outcome(failure, task));
                    }
                    observation.stop();
                });
        return started;
    }

    private static void fail(Observation observation, Throwable thrown, String outcome) {
        observation.highCardinalityKeyValue(Spans.OUTCOME, outcome);
        if (Spans.isError(outcome)) {
            observation.highCardinalityKeyValue(Spans.ERROR_TYPE, Spans.errorType(thrown, outcome));
            observation.error(Spans.cause(thrown));
        }
    }

    private Observation observation(JobRecord job) {
        ReceiverContext<Map<String, String>> received = new ReceiverContext<>(Map::get);
        received.setCarrier(job.envelope().traceContext());
        Observation observation =
                Observation.createNotStarted("mayfly.job", () -> received, observations)
                        .contextualName("run " + job.name())
                        .lowCardinalityKeyValue("job", job.name())
                        .lowCardinalityKeyValue("queue", job.queue())
                        .highCardinalityKeyValue("messaging.message.id", job.id().value())
                        .highCardinalityKeyValue(
                                "mayfly.job.attempt", Integer.toString(job.attempts()));
        Spans.describe(job, "run", "process", observation::highCardinalityKeyValue);
        return observation;
    }

    // ---- what it does

    @Override
    public <R extends @Nullable Object> R aroundStep(JobRecord job, String step, Callable<R> body)
            throws Exception {
        if (!Spans.isRecorded(tracer)) {
            return body.call();
        }
        Span span = tracer.nextSpan().name("step").tag("mayfly.step.name", step).start();
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            R result = body.call();
            span.tag(Spans.OUTCOME, Spans.SUCCEEDED);
            return result;
        } catch (Throwable t) { // handed on as it is
            Spans.fail(span, t, Spans.outcome(t, Spans.taskOfJob()));
            throw t;
        } finally {
            span.end();
        }
    }
}
