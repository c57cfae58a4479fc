package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.internal.admit.Keys;
import dev.mayfly.jobs.internal.intercept.Submissions;
import dev.mayfly.jobs.internal.plan.Plan;
import dev.mayfly.jobs.internal.share.Sharing;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

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
    private final Submissions submissions;

    /** The queues of the scheduler, which do not change. */
    private final Set<String> queues = new TreeSet<>();

    Submitter(JobRuntime runtime, Settings settings, Payloads payloads) {
        this.runtime = runtime;
        this.settings = settings;
        this.payloads = payloads;
        this.ids = new JobIds(settings.scheduler().clock());
        this.submissions = new Submissions(settings.interceptors());
        for (QueueSnapshot queue : settings.scheduler().snapshot().queues()) {
            queues.add(queue.name());
        }
    }

    /** Checks the queues of all jobs known at the start. */
    void checkQueues() {
        for (JobDefinition<?, ?> definition : settings.registry().definitions()) {
            queue(definition, JobOptions.DEFAULTS);
        }
    }

    /**
     * A new identity.
     *
     * @return unique
     */
    public JobId newId() {
        return ids.next();
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
        return submissions.around(List.of(job), this::accept).getFirst();
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
        return List.copyOf(submissions.around(jobs, this::accept));
    }

    private JobRecord prepare(
            String name,
            @Nullable Object payload,
            JobOptions options,
            @Nullable JobEnvelope parent) {
        JobDefinition<?, ?> definition = settings.registry().get(name);
        String json = payloads.encode(definition, payload);
        return record(
                definition,
                json,
                byDefinition(Keys.added(definition, payload, options), definition),
                parent);
    }

    private static JobOptions byDefinition(JobOptions options, JobDefinition<?, ?> definition) {
        Uniqueness rule = definition.unique();
        return rule == null || options.policies().unique() != null
                ? options
                : options.withUnique(rule);
    }

    /** The record of a new job whose payload is encoded already. */
    JobRecord record(
            JobDefinition<?, ?> definition,
            String payload,
            JobOptions options,
            @Nullable JobEnvelope parent) {
        String queue = queue(definition, options);
        var envelope =
                new JobEnvelope(
                        ids.next(),
                        definition.name(),
                        queue,
                        priority(definition, options, queue),
                        payload,
                        options,
                        Map.of(),
                        settings.node(),
                        lineage(parent));
        Instant now = runtime.now();
        return JobRecord.submitted(envelope, now, due(options, now));
    }

    private static @Nullable Instant due(JobOptions options, Instant now) {
        Duration delay = options.delay();
        Instant due = delay != null ? later(now, delay) : options.runAt();
        Uniqueness rule = options.policies().unique();
        if (rule != null && rule.delay() != null) {
            Instant quiet = later(now, rule.delay());
            due = due == null || due.isBefore(quiet) ? quiet : due;
        }
        if (due == null || !due.isAfter(now)) {
            return null;
        }
        return due.isAfter(END_OF_TIME) ? END_OF_TIME : JobRuntime.exactly(due);
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

    private int priority(JobDefinition<?, ?> definition, JobOptions options, String queue) {
        Integer own =
                Plan.of(definition.name(), options, definition, settings.defaults())
                        .task()
                        .priority();
        return own != null ? own : runtime.rules().priority(queue);
    }

    /** {@return the interceptors, around what comes in} */
    Submissions submissions() {
        return submissions;
    }

    private List<LiveJob> accept(List<JobRecord> records) {
        for (JobRecord record : records) {
            if (record.envelope().options().policies().any()) {
                return acceptByPolicies(records);
            }
        }
        return runtime.sharing() == null ? acceptOwn(records) : acceptShared(records);
    }

    private List<LiveJob> acceptOwn(List<JobRecord> records) {
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

    /**
     * Adds jobs to a store that others share. Those that this process has room for are taken with
     * the same write, and run as soon as that is committed.
     */
    private List<LiveJob> acceptShared(List<JobRecord> records) {
        var jobs = new ArrayList<LiveJob>(records.size());
        var stored = new ArrayList<JobRecord>(records.size());
        for (JobRecord record : records) {
            jobs.add(new LiveJob(runtime, record.id(), record.name()));
            stored.add(takenIfThereIsRoom(record));
        }
        boolean asked = false;
        try {
            settings.store().insert(stored, acceptance -> decided(jobs, stored, acceptance));
            asked = true;
        } finally {
            if (!asked) {
                stored.forEach(this::giveBack);
            }
        }
        return jobs;
    }

    private JobRecord takenIfThereIsRoom(JobRecord record) {
        Sharing sharing = Objects.requireNonNull(runtime.sharing());
        if (record.state() != JobState.READY
                || runtime.rules().policies().restricts(record.queue()) // a claim decides
                || !sharing.tryTake(record.queue())) {
            return record;
        }
        long incarnation = sharing.incarnation();
        if (incarnation == 0) {
            sharing.give(record.queue());
            return record;
        }
        return new Transition.Assign(
                        record.id(),
                        record.epoch(),
                        JobState.READY,
                        record.submittedAt(),
                        settings.node(),
                        incarnation)
                .applyTo(record);
    }

    private void giveBack(JobRecord record) {
        if (record.state() == JobState.ASSIGNED) {
            Objects.requireNonNull(runtime.sharing()).give(record.queue());
        }
    }

    private void decided(List<LiveJob> jobs, List<JobRecord> stored, Acceptance acceptance) {
        for (int i = 0; i < jobs.size(); i++) {
            JobRecord record = stored.get(i);
            if (acceptance == Acceptance.ROLLED_BACK) {
                giveBack(record);
                runtime.live().rolledBack(jobs.get(i));
            } else {
                if (record.state() == JobState.ASSIGNED) {
                    runtime.live().adopt(jobs.get(i));
                }
                accepted(jobs.get(i), record);
            }
        }
    }

    /** Adds jobs of which the store decides which job stands for each. */
    private List<LiveJob> acceptByPolicies(List<JobRecord> records) {
        LiveJobs live = runtime.live();
        live.admit(records.size());
        live.dismiss(records.size()); // there is room; those that are new take it
        var outcome = new CompletableFuture<Acceptance>();
        List<SubmissionOutcome> admissions = settings.store().admit(records, outcome::complete);
        List<LiveJob> jobs = admissions.stream().map(a -> handle(a.job())).toList();
        outcome.thenAccept(acceptance -> {
            for (int i = 0; i < jobs.size(); i++) {
                if (acceptance == Acceptance.ACCEPTED) {
                    runtime.onwards().admitted(jobs.get(i), admissions.get(i));
                } else if (isGone(admissions.get(i))) {
                    live.rolledBack(jobs.get(i));
                }
            }
        });
        return jobs;
    }

    private LiveJob handle(JobRecord job) {
        LiveJob known = runtime.live().find(job.id());
        if (known != null) {
            return known;
        }
        return runtime.sharing() == null || job.state().isTerminal()
                ? runtime.live().handle(job)
                : new LiveJob(runtime, job.id(), job.name());
    }

    /** What stood for a submission may have been added in the same transaction. */
    private boolean isGone(SubmissionOutcome admission) {
        return admission instanceof SubmissionOutcome.Added
                || settings.store().find(admission.job().id()).isEmpty();
    }

    /** A new job is in the store. */
    void accepted(LiveJob job, JobRecord record) {
        runtime.listeners().tell(null, record);
        runtime.onwards().goOn(job, record);
        runtime.live().abandonIfStopped(job);
    }
}
