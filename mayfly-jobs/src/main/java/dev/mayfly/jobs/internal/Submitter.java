package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobInterceptor;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Where jobs come in: checks, wraps into envelopes, stores, hands over. Safe for use by any thread.
 */
public final class Submitter {

    /** Later times exist in Java but in no database. */
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    private final JobRuntime runtime;
    private final Settings settings;
    private final Payloads payloads;
    private final JobIds ids;

    /** The queues of the scheduler, which do not change. */
    private final Set<String> queues;

    Submitter(JobRuntime runtime, Settings settings, Payloads payloads) {
        this.runtime = runtime;
        this.settings = settings;
        this.payloads = payloads;
        this.ids = new JobIds(settings.scheduler().clock());
        this.queues =
                settings.scheduler().snapshot().queues().stream()
                        .map(QueueSnapshot::name)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Checks the queues of all jobs known at the start. */
    void checkQueues() {
        for (JobDefinition<?, ?> definition : settings.registry().definitions()) {
            queue(definition, JobOptions.DEFAULTS);
        }
    }

    /** Throws if no jobs are accepted any more. */
    void checkOpen(String what) {
        if (runtime.closing()) {
            throw new JobRejectedException(
                    what + " was not accepted: the job runtime is closed or shutting down");
        }
    }

    /**
     * Submits a job.
     *
     * @param name the job's name
     * @param payload the payload; null for none
     * @param options what is to be otherwise than the definition says
     * @return the handle
     */
    public JobHandle<?> submit(String name, @Nullable Object payload, JobOptions options) {
        return submit(name, payload, options, null);
    }

    /** Submits a job that may have a parent. */
    LiveJob submit(
            String name,
            @Nullable Object payload,
            JobOptions options,
            @Nullable JobEnvelope parent) {
        checkOpen("job \"" + name + "\"");
        JobRecord job = prepare(name, payload, options, parent);
        return accept(List.of(job)).getFirst();
    }

    /**
     * Submits many jobs, all or none.
     *
     * @param count how many
     * @param name the name of each
     * @param payload the payload of each
     * @param options the options of each
     * @return the handles, in order
     */
    public List<JobHandle<?>> submitAll(
            int count,
            IntFunction<String> name,
            IntFunction<@Nullable Object> payload,
            IntFunction<JobOptions> options) {
        checkOpen(count + " jobs");
        var jobs = new ArrayList<JobRecord>(count);
        for (int i = 0; i < count; i++) {
            jobs.add(prepare(name.apply(i), payload.apply(i), options.apply(i), null));
        }
        return List.copyOf(accept(jobs));
    }

    private JobRecord prepare(
            String name,
            @Nullable Object payload,
            JobOptions options,
            @Nullable JobEnvelope parent) {
        JobDefinition<?, ?> definition = settings.registry().get(name);
        String json = payloads.encode(definition, payload);
        return record(definition, json, options, captured(definition.name()), parent);
    }

    /** The record of a new job whose payload is encoded already. */
    JobRecord record(
            JobDefinition<?, ?> definition,
            String payload,
            JobOptions options,
            Map<String, String> context,
            @Nullable JobEnvelope parent) {
        var envelope =
                new JobEnvelope(
                        ids.next(),
                        definition.name(),
                        queue(definition, options),
                        payload,
                        options,
                        context,
                        settings.node(),
                        lineage(parent));
        Instant now = runtime.clock().wallTime();
        return JobRecord.submitted(envelope, now, due(options, now));
    }

    private static @Nullable Instant due(JobOptions options, Instant now) {
        Duration delay = options.delay();
        Instant due = delay != null ? later(now, delay) : options.runAt();
        if (due == null || !due.isAfter(now)) {
            return null;
        }
        return due.isAfter(END_OF_TIME) ? END_OF_TIME : due;
    }

    private static Instant later(Instant now, Duration delay) {
        return delay.compareTo(Duration.between(now, END_OF_TIME)) < 0
                ? now.plus(delay)
                : END_OF_TIME;
    }

    private static List<JobId> lineage(@Nullable JobEnvelope parent) {
        if (parent == null) {
            return List.of();
        }
        var lineage = new ArrayList<>(parent.lineage());
        lineage.add(parent.id());
        return lineage;
    }

    /** The queue a job goes to, which must exist. */
    String queue(JobDefinition<?, ?> definition, JobOptions options) {
        String wanted = options.queue() != null ? options.queue() : definition.queue();
        String queue = wanted != null ? wanted : settings.defaultQueue();
        if (!queues.contains(queue)) {
            throw new IllegalArgumentException(
                    "job \""
                            + definition.name()
                            + "\" is to run in queue \""
                            + queue
                            + "\", which does not exist; the queues are "
                            + String.join(", ", queues)
                            + (wanted == null ? " (\"" + queue + "\" is the default queue)" : ""));
        }
        return queue;
    }

    /** What the interceptors have to say about the submitter. */
    Map<String, String> captured(String name) {
        List<JobInterceptor> interceptors = settings.interceptors();
        if (interceptors.isEmpty()) {
            return Map.of();
        }
        var context = new HashMap<String, String>();
        for (JobInterceptor interceptor : interceptors) {
            context.putAll(interceptor.capture(name));
        }
        return context;
    }

    private List<LiveJob> accept(List<JobRecord> records) {
        LiveJobs live = runtime.live();
        live.admit(records.size());
        var jobs = new ArrayList<LiveJob>(records.size());
        for (JobRecord record : records) {
            var job = new LiveJob(runtime, record.id(), record.name());
            live.add(job);
            jobs.add(job);
        }
        try {
            settings.store().insert(records);
        } catch (RuntimeException | Error e) {
            jobs.forEach(live::remove);
            live.dismiss(jobs.size());
            throw e;
        }
        for (int i = 0; i < jobs.size(); i++) {
            accepted(jobs.get(i), records.get(i));
        }
        return jobs;
    }

    /** A new job is in the store. */
    void accepted(LiveJob job, JobRecord record) {
        runtime.listeners().tell(null, record);
        if (record.dueAt() == null) {
            runtime.dispatch(job, record);
        } else {
            runtime.waitsForItsTime(job, record);
        }
        runtime.live().abandonIfStopped(job);
    }
}
