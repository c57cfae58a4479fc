package dev.mayfly.spring.boot.test;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at the jobs that a test has submitted, runs them, and moves the time.
 *
 * <p><b>Held.</b> What is submitted waits until {@link #drain} or {@link #advance}, and is held
 * again when they return. So a test sees what was submitted before it has run. Whoever waits for a
 * job's end by its handle must drain first.
 *
 * <p><b>Time</b> stands still but for {@link #advance}, {@link #advanceTo} and {@link
 * #advanceToNextRun}. On the way every job that becomes due runs at the very time at which it is
 * due, with the clock standing still until it has nothing left to do. So retries, delays,
 * time-outs, rates and recurring jobs behave as in real time, only sooner. Time never goes back: a
 * test finds it where the test before left it, and begins with {@link #now}.
 *
 * <p><b>Cleared.</b> Before and after each test method, in tests run by Spring's test support.
 *
 * <p>Thread rule: one thread, the test's; not by jobs.
 */
public final class JobTester {

    private static final String AUTHOR = "JobTester";
    private static final int MOST_ROUNDS = 1_000;

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final SteppableClock clock;
    private final HeldJobs held;
    private final JsonValues values;
    private final MayflyTestProperties settings;
    private final Stillness stillness;
    private final SubmittedJobs submitted;

    /** The recurring jobs that the application has declared; null before the first test. */
    private @Nullable List<RecurringJob> declared;

    JobTester(
            Scheduler scheduler,
            Jobs jobs,
            SteppableClock clock,
            HeldJobs held,
            JsonValues values,
            MayflyTestProperties settings) {
        if (scheduler.clock() != clock) {
            throw new IllegalStateException(
                    "the Scheduler bean has a clock of its own ("
                            + scheduler.clock().getClass().getName()
                            + "), so a test cannot step it; build it with the SteppableClock bean,"
                            + " or leave it to Mayfly's auto-configuration");
        }
        if (jobs.store().runners().isPresent()) {
            throw new IllegalStateException(
                    "the JobStore bean is of type \""
                            + jobs.store().info().type()
                            + "\", whose leases run by real time, so a test cannot step it; leave"
                            + " the bean out of this test, which then gets a store in memory");
        }
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.clock = clock;
        this.held = held;
        this.values = values;
        this.settings = settings;
        this.stillness = new Stillness(scheduler, clock);
        this.submitted = new SubmittedJobs(jobs);
    }

    // ---- what was submitted

    /**
     * All jobs that were submitted since the test began, those of recurring jobs included.
     *
     * @return their records now, in the order of submission
     */
    public List<JobRecord> jobs() {
        return submitted.all();
    }

    /**
     * Asserts that a job was submitted since the test began, whether it has run or not.
     *
     * @param name its name or an alias
     * @return all jobs of that name, for further conditions
     * @throws AssertionError if there is none; names those there are
     */
    public JobsAssert assertEnqueued(String name) {
        String proper = jobs.registry().find(name).map(JobDefinition::name).orElse(name);
        List<JobRecord> all = jobs();
        List<JobRecord> found = all.stream().filter(job -> job.name().equals(proper)).toList();
        if (found.isEmpty()) {
            throw new AssertionError(
                    "no job \""
                            + name
                            + "\" was submitted; "
                            + submitted.summary(all)
                            + hintAtUnknown(name));
        }
        return new JobsAssert(found, "job \"" + proper + "\"", values, this::now);
    }

    /**
     * Asserts that no job of a name was submitted since the test began.
     *
     * @param name its name or an alias
     * @throws AssertionError if there are some; shows them. Also if the application declares no
     *     such job, since the assertion would hold for a mistyped name too
     */
    public void assertNotEnqueued(String name) {
        String unknown = hintAtUnknown(name);
        if (!unknown.isEmpty()) {
            throw new AssertionError("cannot tell about job \"" + name + "\"" + unknown);
        }
        String proper = jobs.registry().get(name).name();
        List<JobRecord> found = jobs().stream().filter(job -> job.name().equals(proper)).toList();
        if (!found.isEmpty()) {
            throw new AssertionError(
                    "job \"" + proper + "\" was submitted:" + SubmittedJobs.lines(found));
        }
    }

    /**
     * Asserts that no job at all was submitted since the test began.
     *
     * @throws AssertionError if there are some; shows them
     */
    public void assertNothingEnqueued() {
        List<JobRecord> all = jobs();
        if (!all.isEmpty()) {
            throw new AssertionError("jobs were submitted:" + SubmittedJobs.lines(all));
        }
    }

    private String hintAtUnknown(String name) {
        return jobs.registry().find(name).isPresent()
                ? ""
                : ": the application declares no job of that name, but "
                        + (jobs.registry().names().isEmpty()
                                ? "none at all; is its bean part of this test?"
                                : String.join(", ", jobs.registry().names()));
    }

    // ---- running

    /**
     * Runs what is ready, and what that submits, until there is nothing left to do unless time
     * moves on. Jobs that are delayed, await a retry or a signal, or sleep, stay so.
     *
     * @return how many attempts were started
     * @throws AssertionError if that takes longer than {@code mayfly.test.limit} of real time (30
     *     s), or more than {@code mayfly.test.most-runs} attempts (100 000); names the jobs that do
     *     not end
     */
    public long drain() {
        return whileReleased(() -> {});
    }

    /**
     * Moves the time forward, and runs every job at the time at which it is due.
     *
     * @param step how far; zero is {@link #drain}
     * @return how many attempts were started
     * @throws IllegalArgumentException if the step is negative
     * @throws AssertionError if jobs do not end, as in {@link #drain}
     */
    public long advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException(
                    "step " + step + " is negative; time in a test only moves forward");
        }
        return whileReleased(() -> walk(clock.nanoTime() + step.toNanos()));
    }

    /**
     * Moves the time forward to an instant, and runs every job at the time at which it is due.
     *
     * @param time where to
     * @return how many attempts were started
     * @throws IllegalArgumentException if it has passed already
     * @throws AssertionError if jobs do not end, as in {@link #drain}
     */
    public long advanceTo(Instant time) {
        if (time.isBefore(now())) {
            throw new IllegalArgumentException(
                    time
                            + " has passed: it is "
                            + now()
                            + ". Time is not reset between tests: advance by a duration, or give"
                            + " the test a context of its own by @DirtiesContext");
        }
        return advance(Duration.between(now(), time));
    }

    /**
     * Moves the time forward to the next run of a recurring job, and runs it.
     *
     * @param recurring its id, which is the job's name where {@code @MayflyJob} declares it
     * @return the time now
     * @throws IllegalArgumentException if there is no such recurring job, it is paused, or has no
     *     further run
     * @throws AssertionError if jobs do not end, as in {@link #drain}
     */
    public Instant advanceToNextRun(String recurring) {
        RecurringJob job =
                jobs.recurring()
                        .find(recurring)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no job recurs under the id \""
                                                + recurring
                                                + "\"; there are: "
                                                + jobs.recurring().list().stream()
                                                        .map(RecurringJob::id)
                                                        .toList()));
        Instant next = job.nextStart();
        if (next == null || job.isPaused()) {
            throw new IllegalArgumentException(
                    "recurring job \""
                            + recurring
                            + "\" "
                            + (next == null ? "has no further run" : "is paused; resume it first"));
        }
        advanceTo(next);
        return now();
    }

    /**
     * The time in the test.
     *
     * @return what the application's jobs take for now
     */
    public Instant now() {
        return clock.wallTime();
    }

    private long whileReleased(Runnable action) {
        long before = attempts();
        held.release(scheduler, queue -> jobs.queues().policy(queue).pause() != null);
        try {
            settle();
            action.run();
        } finally {
            held.hold(scheduler);
        }
        return attempts() - before;
    }

    private void walk(long target) {
        while (clock.nanoTime() < target) {
            long next = nextWhereOnlyTheStoreWaits(target);
            if (next > clock.nanoTime()) {
                clock.advance(Duration.ofNanos(next - clock.nanoTime()));
            } else {
                clock.advanceToNext(target);
            }
            settle();
        }
    }

    /**
     * Where the next step may go that leaves out alarms at which nothing happens: the timekeeper
     * wakes once a minute, and a year has half a million of them.
     *
     * @return 0 if jobs are at work, whose alarms nobody can tell
     */
    private long nextWhereOnlyTheStoreWaits(long target) {
        boolean atWork =
                scheduler.snapshot().tasks().stream().anyMatch(task -> !task.system())
                        || !submitted.in(JobState.READY).isEmpty();
        if (atWork) {
            return 0;
        }
        Optional<Instant> next =
                Stream.concat(
                                jobs.store().nextDue().stream(),
                                jobs.recurring().list().stream()
                                        .filter(job -> !job.isPaused())
                                        .map(RecurringJob::nextStart)
                                        .filter(Objects::nonNull))
                        .min(Instant::compareTo);
        Duration left = Duration.ofNanos(target - clock.nanoTime());
        return next.isEmpty() || next.get().isAfter(now().plus(left))
                ? target
                : clock.nanoTime() + Duration.between(now(), next.get()).toNanos();
    }

    private void settle() {
        long before = attempts();
        boolean[] tooMany = {false};
        try {
            Await.until(
                    "nothing is left to do",
                    settings.limit(),
                    () -> {
                        tooMany[0] = attempts() - before > settings.mostRuns();
                        return tooMany[0] || stillness.isReached();
                    });
        } catch (AssertionError e) {
            throw new AssertionError(
                    "after "
                            + settings.limit()
                            + " of real time these jobs have not ended:"
                            + submitted.atWork(scheduler)
                            + "\nLet them wait by their JobContext, whose time the test steps; or"
                            + " give them more by mayfly.test.limit",
                    e);
        }
        if (tooMany[0]) {
            throw new AssertionError(
                    "more than "
                            + settings.mostRuns()
                            + " attempts have started and there is no end; does a job submit"
                            + " itself? "
                            + submitted.summary(jobs())
                            + ". mayfly.test.most-runs sets the limit");
        }
    }

    private long attempts() {
        return jobs.counters().values().stream()
                .map(QueueCounters::entered)
                .mapToLong(entered -> entered.getOrDefault(JobState.RUNNING, 0L))
                .sum();
    }

    // ---- clearing

    /**
     * Begins anew: cancels all jobs, forgets them (keys and rules of uniqueness included), sets
     * recurring jobs and rules of queues back to what the application declares, and holds what
     * comes. Time stays where it is. Done before and after each test method.
     *
     * @throws AssertionError if a job that was cancelled does not end within {@code
     *     mayfly.test.limit}
     */
    public void clear() {
        held.hold(scheduler);
        List<RecurringJob> recurring = jobs.recurring().list();
        List<RecurringJob> first = declared == null ? recurring : declared;
        declared = first;
        recurring.forEach(job -> jobs.recurring().remove(job.id()));
        cancelAll();
        jobs.store().evict(Instant.MAX);
        scheduler.snapshot().queues().forEach(queue -> resetRules(queue.name()));
        held.hold(scheduler);
        first.forEach(this::scheduleAgain);
    }

    /** What was cancelled may be followed by others, and a recurring job's end by its next run. */
    private void cancelAll() {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<JobRecord> alive = submitted.alive();
            if (alive.isEmpty()) {
                return;
            }
            alive.forEach(job -> jobs.cancel(job.id()));
            settle();
        }
        throw new AssertionError(
                "these jobs do not end by being cancelled:"
                        + SubmittedJobs.lines(submitted.alive()));
    }

    private void resetRules(String queue) {
        QueuePolicy policy = jobs.queues().policy(queue);
        if (policy.pause() != null) {
            jobs.queues().resume(queue, AUTHOR);
        }
        if (!policy.declared()) {
            jobs.queues().reset(queue, AUTHOR);
        }
    }

    private void scheduleAgain(RecurringJob job) {
        jobs.recurring()
                .schedule(
                        job.id(),
                        job.jobName(),
                        job.schedule(),
                        values.payload(job.jobName(), job.payload()),
                        job.options(),
                        job.rules());
    }
}
