package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.internal.admit.Keys;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.FixedRate;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobStore;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The jobs that recur: their definitions in the store, and the submission of their runs by the
 * timekeeper. Every change is a compare-and-set on the version, repeated where somebody else was
 * faster.
 *
 * <p>Thread rule: safe for use by any thread; {@link #fireDue} belongs to the timekeeper.
 */
public final class RecurringRuns {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");
    private static final String LABEL_ID = "mayfly.recurring";
    private static final String LABEL_TIME = "mayfly.scheduled-for";

    /**
     * Other processes may change the schedules in a shared store; they are read at least this
     * often.
     */
    private static final Duration LONGEST_BLINDNESS = Duration.ofSeconds(30);

    /** Counting the missed runs of years must not keep the timekeeper from its work. */
    private static final int MOST_COUNTED = 1_000;

    private final JobRuntime runtime;
    private final JobRegistry registry;
    private final Payloads payloads;

    /** Set after a change in the store and cleared before the store is read. */
    private volatile boolean changed = true;

    /** The timekeeper's own. */
    private @Nullable Instant nextFire;

    /** The timekeeper's own. */
    private Instant lookedAt = Instant.EPOCH;

    RecurringRuns(JobRuntime runtime, JobRegistry registry, Payloads payloads) {
        this.runtime = runtime;
        this.registry = registry;
        this.payloads = payloads;
    }

    // ---- what users ask for

    /**
     * Schedules a job or changes its schedule.
     *
     * @param id names it
     * @param jobName the job to submit
     * @param schedule when
     * @param payload the payload of every run
     * @param options the options of every run
     * @return the recurring job
     */
    public RecurringJob schedule(
            String id,
            String jobName,
            Schedule schedule,
            @Nullable Object payload,
            JobOptions options) {
        if (options.delay() != null || options.runAt() != null) {
            throw new IllegalArgumentException(
                    "recurring job \""
                            + id
                            + "\": delay and runAt make no sense beside a schedule");
        }
        if (options.policies().any()) {
            throw new IllegalArgumentException(
                    "recurring job \""
                            + id
                            + "\": idempotency keys, uniqueness, predecessors and batches make no"
                            + " sense beside a schedule, which submits each run once; leave out "
                            + options.policies());
        }
        JobDefinition<?, ?> definition = registry.get(jobName);
        String json = payloads.encode(definition, payload);
        JobOptions keyed = Keys.added(definition, payload, options);
        runtime.submitter().queue(definition, options);
        // Fails here rather than at the first run if there are too many labels.
        labelled(options, id, Instant.EPOCH);
        String name = definition.name();
        while (true) {
            Instant now = now();
            RecurringJob next =
                    find(id).map(old -> old.changed(name, schedule, json, keyed, now))
                            .orElseGet(() ->
                                    RecurringJob.created(id, name, schedule, json, keyed, now));
            if (store().saveRecurring(next)) {
                changed(next);
                return next;
            }
        }
    }

    /**
     * All recurring jobs.
     *
     * @return them, by id
     */
    public List<RecurringJob> list() {
        return store().recurring();
    }

    /**
     * Looks up a recurring job.
     *
     * @param id which
     * @return it; empty if there is none
     */
    public Optional<RecurringJob> find(String id) {
        return store().recurring().stream().filter(job -> job.id().equals(id)).findFirst();
    }

    /**
     * The next runs.
     *
     * @param id which
     * @param count how many at most
     * @return the runs in order
     */
    public List<Instant> next(String id, int count) {
        return find(id).map(job -> job.schedule().next(base(job), count)).orElse(List.of());
    }

    /**
     * Pauses.
     *
     * @param id which
     * @param reason why
     * @param by who
     * @return true if it was not paused before
     */
    public boolean pause(String id, String reason, String by) {
        Pause pause = new Pause(reason, by, now());
        return change(id, job -> job.isPaused() ? null : job.paused(pause, job.nextRun()));
    }

    /**
     * Goes on.
     *
     * @param id which
     * @return true if it was paused
     */
    public boolean resume(String id) {
        return change(
                id,
                job ->
                        job.isPaused()
                                ? job.paused(null, job.schedule().next(base(job)).orElse(null))
                                : null);
    }

    private boolean change(String id, Function<RecurringJob, @Nullable RecurringJob> step) {
        while (true) {
            RecurringJob job = find(id).orElse(null);
            RecurringJob next = job == null ? null : step.apply(job);
            if (next == null) {
                return false;
            }
            if (store().saveRecurring(next)) {
                changed(next);
                return true;
            }
        }
    }

    /**
     * Runs are computed from here on: not before now, and not again where the clock was set back.
     */
    private Instant base(RecurringJob job) {
        Instant now = now();
        return job.lastRun() != null && job.lastRun().isAfter(now) ? job.lastRun() : now;
    }

    /**
     * Submits a run now.
     *
     * @param id which
     * @return the handle of the job
     */
    public JobHandle<?> trigger(String id) {
        runtime.submitter().checkOpen("recurring job \"" + id + "\"");
        while (true) {
            RecurringJob job =
                    find(id).orElseThrow(() ->
                            new IllegalArgumentException(
                                    "no recurring job has the id \"" + id + "\""));
            Instant now = now();
            JobRecord run = run(job, now, runtime.submitter().captured(job.jobName()));
            LiveJob live = submit(job.fired(now, run.id(), job.nextRun(), 0), run);
            if (live != null) {
                return live;
            }
        }
    }

    /**
     * Ends the recurrence.
     *
     * @param id which
     * @return true if it was there
     */
    public boolean remove(String id) {
        boolean removed = store().removeRecurring(id);
        changed = true;
        return removed;
    }

    private void changed(RecurringJob job) {
        changed = true;
        if (job.nextRun() != null) {
            runtime.timekeeper().wakeBy(job.nextRun());
        }
    }

    // ---- what the timekeeper does

    /** Submits the runs that are due; returns when the next one is. */
    Optional<Instant> fireDue() {
        Instant now = now();
        boolean blind = Duration.between(lookedAt, now).abs().compareTo(LONGEST_BLINDNESS) > 0;
        if (changed || blind || (nextFire != null && !nextFire.isAfter(now))) {
            changed = false;
            lookedAt = now;
            Instant earliest = null;
            for (RecurringJob job : list()) {
                Instant next = job.isPaused() ? null : fireIfDue(job, now);
                if (next != null && (earliest == null || next.isBefore(earliest))) {
                    earliest = next;
                }
            }
            nextFire = earliest;
        }
        return Optional.ofNullable(nextFire);
    }

    private @Nullable Instant fireIfDue(RecurringJob job, Instant now) {
        Instant due = job.nextRun();
        if (due == null || due.isAfter(now)) {
            return due;
        }
        Missed missed = missed(job.schedule(), due, now);
        Instant next = job.schedule().next(now).orElse(null);
        try {
            if (lastIsLive(job)) {
                store().saveRecurring(job.passed(next, 1 + missed.count, 0));
            } else {
                JobRecord run = run(job, missed.latest, Map.of());
                submit(job.fired(missed.latest, run.id(), next, missed.count), run);
            }
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the run of recurring job \"" + job.id() + "\" at " + due + " was left out",
                    e);
            store().saveRecurring(job.passed(next, 0, 1 + missed.count));
        }
        // Where somebody else was faster, the new version is read in the next round.
        return next;
    }

    private record Missed(long count, Instant latest) {}

    /** How many runs after the one that is due have passed too, and the latest of them all. */
    private static Missed missed(Schedule schedule, Instant due, Instant now) {
        if (schedule instanceof FixedRate rate) {
            long count = Duration.between(due, now).dividedBy(rate.period());
            return new Missed(count, due.plus(rate.period().multipliedBy(count)));
        }
        Instant latest = due;
        for (int count = 0; count < MOST_COUNTED; count++) {
            Instant next = schedule.next(latest).orElse(null);
            if (next == null || next.isAfter(now)) {
                return new Missed(count, latest);
            }
            latest = next;
        }
        return new Missed(MOST_COUNTED, latest);
    }

    private boolean lastIsLive(RecurringJob job) {
        JobId last = job.lastJob();
        return last != null
                && store().find(last).map(record -> !record.state().isTerminal()).orElse(false);
    }

    private JobRecord run(RecurringJob job, Instant at, Map<String, String> context) {
        JobOptions options = labelled(job.options(), job.id(), at);
        return runtime.submitter()
                .record(registry.get(job.jobName()), job.payload(), options, context, null);
    }

    private static JobOptions labelled(JobOptions options, String id, Instant at) {
        return options.withLabel(LABEL_ID, id).withLabel(LABEL_TIME, at.toString());
    }

    /** Stores a run and its recurring job; null if the recurring job has changed meanwhile. */
    private @Nullable LiveJob submit(RecurringJob next, JobRecord run) {
        var job = new LiveJob(runtime, run.id(), run.name());
        boolean stored =
                runtime.sharing() == null
                        ? submitOwn(next, run, job)
                        : store().fireRecurring(next, run);
        if (!stored) {
            return null;
        }
        runtime.submitter().accepted(job, run);
        return job;
    }

    private boolean submitOwn(RecurringJob next, JobRecord run, LiveJob job) {
        LiveJobs live = runtime.live();
        live.admit(1);
        live.add(job);
        boolean stored = false;
        try {
            stored = store().fireRecurring(next, run);
            return stored;
        } finally {
            if (!stored) {
                live.remove(job);
                live.dismiss(1);
            }
        }
    }

    private JobStore store() {
        return runtime.store();
    }

    private Instant now() {
        return runtime.now();
    }
}
