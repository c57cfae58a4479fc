package dev.mayfly.jobs.internal.share;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.Hold;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Takes jobs from a shared store and hands them to the kernel, on a thread of its own: whenever a
 * queue has room and jobs are likely there, when the next is due, and now and then in any case, so
 * that a lost hint delays a job and no more. It also recovers the jobs of processes that are lost,
 * and looks after handles of jobs that run elsewhere.
 *
 * <p>Thread rule: {@link #look}, {@link #lookBy} and {@link #stop} are for any thread.
 */
final class Claimer {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");

    /** How often everything is looked at that nobody has hinted at. */
    static final Duration PERIOD = Duration.ofMillis(500);

    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(200);

    /** The wall clock may be set while it waits. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final int MOST_RECOVERED = 500;
    private static final int MOST_CLAIMED = 500;

    private final Host host;
    private final JobStore store;
    private final Runners runners;
    private final Runner runner;
    private final Windows windows;
    private final Clock clock = Sharing.REAL_TIME;

    /** Begins a round. */
    private final Alarm alarm;

    /** Rings, by the kernel's clock, when the next job that anybody told of is due. */
    private final Alarm due;

    private volatile boolean wanted;
    private volatile boolean stopping;

    /** When {@link #due} rings. */
    private volatile Instant nextDue = Instant.MAX;

    /** Of the rounds. */
    private long lookedAroundAt;

    /** Of the rounds: when a rate allows more. */
    private long retryAt = clock.nanoTime();

    Claimer(Host host, JobStore store, Runners runners, Runner runner, Windows windows) {
        this.host = host;
        this.store = store;
        this.runners = runners;
        this.runner = runner;
        this.windows = windows;
        this.alarm = clock.alarm("mayfly-jobs-claimer", this::begin);
        this.due = host.clock().alarm("mayfly-jobs-due", this::wake);
    }

    void start() {
        runners.onReady(queue -> {
            if (queue.isEmpty()) {
                lookAtAll();
            } else {
                look(queue);
            }
        });
        lookedAroundAt = clock.nanoTime() - PERIOD.toNanos();
        wake();
    }

    /** There are likely jobs in a queue. */
    void look(String queue) {
        windows.backlog(queue, true);
        wake();
    }

    /** A place was given back in a queue that has jobs waiting. */
    void wake() {
        wanted = true;
        alarm.set(clock.nanoTime());
    }

    void lookAtAll() {
        host.queues().keySet().forEach(queue -> windows.backlog(queue, true));
        wake();
    }

    /** A job is due at a time. */
    synchronized void lookBy(Instant time) {
        if (time.isBefore(nextDue)) {
            nextDue = time;
            Duration wait = Duration.between(host.now(), time);
            long nanos = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT.toNanos() : wait.toNanos();
            due.set(host.clock().nanoTime() + nanos);
        }
    }

    void stop() {
        stopping = true;
        alarm.close();
        due.close();
    }

    private void begin() {
        if (stopping) {
            return;
        }
        long next = PERIOD.toNanos();
        try {
            round();
            next -= clock.nanoTime() - lookedAroundAt;
            long untilRetry = retryAt - clock.nanoTime();
            if (untilRetry > 0) {
                next = Math.min(next, untilRetry);
            }
        } catch (StoreUnavailableException e) {
            next = AFTER_A_FAILURE.toNanos(); // whoever noticed first has said so
        } catch (Throwable t) { // all jobs hang on this
            LOG.log(System.Logger.Level.ERROR, "taking jobs goes on after a fault", t);
            next = AFTER_A_FAILURE.toNanos();
            wanted = false;
        }
        alarm.set(clock.nanoTime() + next);
        if (wanted) { // in this order: whoever wanted it meanwhile has set an earlier time
            alarm.set(clock.nanoTime());
        }
    }

    private void round() {
        wanted = false;
        boolean lookAround = clock.nanoTime() - lookedAroundAt >= PERIOD.toNanos();
        if (lookAround) {
            lookedAroundAt = clock.nanoTime();
            recover();
        }
        Instant now = host.now();
        boolean someDue = !nextDue.isAfter(now);
        if (someDue || lookAround) {
            nextDue = Instant.MAX;
        }
        long incarnation = runner.incarnation();
        if (incarnation != 0) {
            Set<String> names = host.names();
            host.queues()
                    .forEach((queue, concurrency) -> {
                        windows.concurrency(queue, concurrency);
                        windows.restricted(queue, host.isRestricted(queue));
                        if (someDue || lookAround || windows.hasBacklog(queue)) {
                            claim(queue, names, incarnation, now);
                        }
                    });
        }
        if (someDue || lookAround) {
            store.nextDue().ifPresent(this::lookBy);
        }
        if (lookAround) {
            host.lookAfterRemote();
            if (incarnation != 0) {
                runners.cancelRequests(incarnation).forEach(host::cancel);
            }
        }
    }

    private void recover() {
        List<JobRecord> recovered = runners.recover(host.now(), MOST_RECOVERED);
        if (!recovered.isEmpty()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    recovered.size() + " jobs of lost processes are ready again");
            recovered.forEach(job -> windows.backlog(job.queue(), true));
            wanted |= recovered.size() == MOST_RECOVERED;
        }
    }

    /** What a policy holds back may go on when a place is given back, or the rate allows it. */
    private void held(String queue) {
        Runners.Held held = runners.held(queue);
        if (held == null) {
            return;
        }
        windows.backlog(queue, held.hold() != Hold.PAUSED);
        Duration wait = held.retryIn();
        if (wait != null) {
            long at = clock.nanoTime() + wait.toNanos();
            if (at - retryAt < 0 || retryAt - clock.nanoTime() <= 0) {
                retryAt = at;
            }
        }
    }

    private void claim(String queue, Set<String> names, long incarnation, Instant now) {
        int room = windows.room(queue);
        if (room == 0 || names.isEmpty() || stopping) {
            return;
        }
        // Before it looks: whoever adds something after that says so again.
        windows.backlog(queue, false);
        int limit = Math.min(room, MOST_CLAIMED);
        List<JobRecord> jobs;
        try {
            jobs =
                    runners.claim(
                            new Runners.Claim(host.node(), incarnation, queue, names, now, limit));
        } catch (RuntimeException e) {
            windows.backlog(queue, true);
            throw e;
        }
        if (jobs.size() == limit) {
            windows.backlog(queue, true);
            wanted |= windows.room(queue) - limit > 0;
        }
        windows.fetched(queue, jobs.size(), limit);
        held(queue);
        for (JobRecord job : jobs) {
            host.taken(job);
        }
    }
}
