package dev.mayfly.jobs.internal;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRegistry;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.internal.admit.Keys;
import dev.mayfly.jobs.internal.recur.DueRuns;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.RecurringRules.Overlap;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private static final String LABEL_TIME = "mayfly.scheduled-for";

    /**
     * Other processes may change the schedules in a shared store; they are read at least this
     * often.
     */
    private static final Duration LONGEST_BLINDNESS = Duration.ofSeconds(30);

    /**
     * While runs wait for the end of a job of another process, which tells nobody here, it is
     * looked for this often.
     */
    private static final Duration LOOK_FOR_AN_END = Duration.ofSeconds(1);

    private static final int MOST_WAITING = 1_000;

    private final JobRuntime runtime;
    private final JobRegistry registry;
    private final Payloads payloads;

    /** Set after a change in the store and cleared before the store is read. */
    private volatile boolean changed = true;

    /**
     * Whether runs wait for the end of a job, or may soon, as the timekeeper is just looking;
     * written by it.
     */
    private volatile boolean someWait;

    /** The timekeeper's own: whether it has found one that waits. */
    private boolean foundWaiting;

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
     * @param rules what becomes of runs that come at a bad time
     * @return the recurring job
     */
    public RecurringJob schedule(
            String id,
            String jobName,
            Schedule schedule,
            @Nullable Object payload,
            JobOptions options,
            RecurringRules rules) {
        check(id, options);
        JobDefinition<?, ?> definition = registry.get(jobName);
        String json = payloads.encode(definition, payload);
        JobOptions keyed = Keys.added(definition, payload, options);
        runtime.submitter().queue(definition, options);
        // Fails here rather than at the first run if there are too many labels.
        labelled(options, id, Instant.EPOCH);
        rules.checkAgainst(schedule, now());
        String name = definition.name();
        while (true) {
            Instant now = now();
            RecurringJob next =
                    find(id).map(old -> old.changed(name, schedule, json, keyed, rules, now))
                            .orElseGet(() ->
                                    RecurringJob.created(
                                            id, name, schedule, json, keyed, rules, now));
            if (store().saveRecurring(next)) {
                changed(next);
                return next;
            }
        }
    }

    private static void check(String id, JobOptions options) {
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
     * @return when they start, in order
     */
    public List<Instant> next(String id, int count) {
        return find(id).filter(RecurringJob::isReadable)
                .map(job -> starts(job, count))
                .orElse(List.of());
    }

    private List<Instant> starts(RecurringJob job, int count) {
        Instant base = base(job);
        // A run that the schedule had a moment ago may start in a moment.
        Instant from = base.minus(job.rules().spread());
        if (job.nextRun() != null && job.nextRun().isAfter(from)) {
            from = job.nextRun().minusNanos(1);
        }
        return job.schedule().next(from, count + 1).stream()
                .map(run -> job.rules().start(job.id(), run))
                .filter(start -> start.isAfter(base))
                .limit(count)
                .toList();
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
        return change(id, job -> job.isPaused() ? null : job.paused(pause));
    }

    /**
     * Goes on.
     *
     * @param id which
     * @param by who resumes it
     * @return true if it was paused
     */
    public boolean resume(String id, String by) {
        var end = new Pause.End(by, now());
        return change(
                id,
                job ->
                        job.isPaused() && job.isReadable()
                                ? job.resumed(end, job.schedule().next(base(job)).orElse(null))
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
            if (!job.isReadable()) {
                throw new IllegalStateException(
                        "recurring job \"" + id + "\" has no run to submit: " + job.pause());
            }
            Instant now = now();
            JobRecord run = run(job, now);
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
        Instant start = job.waiting().isEmpty() ? job.nextStart() : Instant.EPOCH;
        if (start != null) {
            runtime.timekeeper().wakeBy(start);
        }
    }

    /** A job of this process has moved on; a run may have waited for its end. */
    void moved(JobRecord job) {
        if (someWait
                && job.state().isTerminal()
                && job.envelope().options().labels().containsKey(RecurringJob.LABEL)) {
            changed = true;
            runtime.timekeeper().wakeBy(Instant.EPOCH);
        }
    }

    // ---- what the timekeeper does

    /** Submits the runs that are due; returns when the next one is. */
    Optional<Instant> fireDue() {
        Instant now = now();
        boolean blind = Duration.between(lookedAt, now).abs().compareTo(LONGEST_BLINDNESS) > 0;
        if (changed || blind || (nextFire != null && !nextFire.isAfter(now))) {
            changed = false;
            // An end in the course of the look brings another one: this may have seen the job
            // alive.
            someWait = true;
            boolean looked = false;
            try {
                nextFire = fireAll(now);
                lookedAt = now;
                looked = true;
            } finally {
                changed |= !looked; // a store that cannot be reached is asked again
            }
        }
        return Optional.ofNullable(nextFire);
    }

    private @Nullable Instant fireAll(Instant now) {
        Instant earliest = null;
        foundWaiting = false;
        for (RecurringJob job : list()) {
            Instant next = job.isPaused() ? null : fireIfDue(job, now);
            if (next != null && (earliest == null || next.isBefore(earliest))) {
                earliest = next;
            }
        }
        someWait = foundWaiting;
        return earliest;
    }

    /** Submits what is due of one; returns when to look at it again, null for never. */
    private @Nullable Instant fireIfDue(RecurringJob found, Instant now) {
        RecurringJob job = submitWaiting(found);
        Instant start = job == null ? null : job.nextStart();
        if (job != null && start != null && !start.isAfter(now)) {
            job = fire(job, DueRuns.of(job, now));
        }
        if (job == null) {
            return now; // somebody else was faster: the new version is read in the next round
        }
        Instant next = job.nextStart();
        if (job.waiting().isEmpty()) {
            return next;
        }
        foundWaiting = true;
        Instant look = now.plus(LOOK_FOR_AN_END);
        return next == null || look.isBefore(next) ? look : next;
    }

    /** Submits the oldest run that waits, if the last job has ended; null as in {@link #saved}. */
    private @Nullable RecurringJob submitWaiting(RecurringJob job) {
        if (job.waiting().isEmpty() || lastIsLive(job)) {
            return job;
        }
        return submitRun(job, job.waiting().getFirst(), job.nextRun(), 0);
    }

    private @Nullable RecurringJob fire(RecurringJob before, DueRuns due) {
        if (due.runs().isEmpty()) {
            return saved(before.passed(due.next(), 0, due.missed()));
        }
        RecurringJob job = before;
        long missed = due.missed();
        for (int i = 0; job != null && i < due.runs().size(); i++) {
            boolean last = i == due.runs().size() - 1;
            job = fire(job, due.runs().get(i), last ? due.next() : due.runs().get(i + 1), missed);
            missed = 0;
        }
        return job;
    }

    private @Nullable RecurringJob fire(
            RecurringJob job, Instant run, @Nullable Instant next, long missed) {
        Overlap overlap = job.rules().overlap();
        boolean free = overlap == Overlap.ALLOW_ALL || job.waiting().isEmpty() && !lastIsLive(job);
        if (free) {
            return submitRun(job, run, next, missed);
        }
        var waiting = new ArrayList<>(job.waiting());
        int most =
                switch (overlap) {
                    case SKIP, ALLOW_ALL -> 0;
                    case BUFFER_ONE, CANCEL_OTHER -> 1;
                    case BUFFER_ALL -> MOST_WAITING;
                };
        if (overlap == Overlap.CANCEL_OTHER) {
            cancelLast(job);
            waiting.clear();
        }
        if (waiting.size() < most) {
            waiting.add(run);
        }
        long skipped = job.waiting().size() + 1L - waiting.size();
        return saved(job.buffered(waiting, next, skipped, missed));
    }

    /** Submits a run; one that cannot be is counted as missed and does not come again. */
    private @Nullable RecurringJob submitRun(
            RecurringJob job, Instant at, @Nullable Instant next, long missed) {
        try {
            JobRecord run = run(job, at);
            RecurringJob fired = job.fired(at, run.id(), next, missed);
            return submit(fired, run) == null ? null : fired;
        } catch (StoreUnavailableException e) {
            throw e; // it comes again as soon as the database does
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the run of recurring job \"" + job.id() + "\" at " + at + " was left out",
                    e);
            var waiting = new ArrayList<>(job.waiting());
            waiting.remove(at);
            return saved(job.buffered(waiting, next, 0, 1 + missed));
        }
    }

    /** Writes a new version; null if somebody else was faster. */
    private @Nullable RecurringJob saved(RecurringJob next) {
        return store().saveRecurring(next) ? next : null;
    }

    /** A last job in a state of a later version may be at work: it counts as live. */
    private boolean lastIsLive(RecurringJob job) {
        JobId last = job.lastJob();
        return last != null
                && store().find(last)
                        .map(record -> !record.state().isTerminal() || !record.isStateKnown())
                        .orElse(false);
    }

    private void cancelLast(RecurringJob job) {
        try {
            runtime.actions().cancel(Objects.requireNonNull(job.lastJob()));
        } catch (JobRejectedException laterVersion) {
            // A node of the version that wrote it ends it; the run waits for that.
        }
    }

    private JobRecord run(RecurringJob job, Instant at) {
        JobOptions options = labelled(job.options(), job.id(), at);
        return runtime.submitter()
                .record(registry.get(job.jobName()), job.payload(), options, null);
    }

    private static JobOptions labelled(JobOptions options, String id, Instant at) {
        return options.withLabel(RecurringJob.LABEL, id).withLabel(LABEL_TIME, at.toString());
    }

    /** Stores a run and its recurring job; null if the recurring job has changed meanwhile. */
    private @Nullable LiveJob submit(RecurringJob next, JobRecord run) {
        return runtime.submitter()
                .submissions()
                .around(List.of(run), jobs -> store(next, jobs.getFirst()));
    }

    private @Nullable LiveJob store(RecurringJob next, JobRecord run) {
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
