package dev.mayfly.jobs.internal.share;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreUnavailableException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

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
    static final Duration PERIOD = Duration.ofSeconds(1);

    private static final int MOST_RECOVERED = 500;

    private final Host host;
    private final JobStore store;
    private final Runners runners;
    private final Runner runner;
    private final Windows windows;
    private final Thread thread;
    private volatile boolean wanted;
    private volatile boolean stopping;

    /** By the kernel's clock, when the next due job that anybody told of is due. */
    private volatile Instant nextDue = Instant.MAX;

    /** The thread's own. */
    private long lookedAroundAt;

    Claimer(Host host, JobStore store, Runners runners, Runner runner, Windows windows) {
        this.host = host;
        this.store = store;
        this.runners = runners;
        this.runner = runner;
        this.windows = windows;
        this.thread = Thread.ofPlatform().daemon().name("mayfly-jobs-claimer").unstarted(this::run);
        this.thread.setContextClassLoader(null);
    }

    void start() {
        runners.onReady(queue -> {
            if (queue.isEmpty()) {
                lookAtAll();
            } else {
                look(queue);
            }
        });
        lookedAroundAt = System.nanoTime() - PERIOD.toNanos();
        thread.start();
    }

    /** There are likely jobs in a queue. */
    void look(String queue) {
        windows.backlog(queue, true);
        wake();
    }

    /** A place was given back in a queue that has jobs waiting. */
    void wake() {
        wanted = true;
        LockSupport.unpark(thread);
    }

    void lookAtAll() {
        host.queues().keySet().forEach(queue -> windows.backlog(queue, true));
        wake();
    }

    /** A job is due at a time. */
    void lookBy(Instant due) {
        if (due.isBefore(nextDue)) {
            nextDue = due;
            LockSupport.unpark(thread);
        }
    }

    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopping) {
            try {
                round();
            } catch (StoreUnavailableException e) {
                pause(); // whoever noticed first has said so
            } catch (Throwable t) { // all jobs hang on this loop
                LOG.log(System.Logger.Level.ERROR, "taking jobs goes on after a fault", t);
                pause();
            }
            sleep();
        }
    }

    private void pause() {
        LockSupport.parkNanos(this, Duration.ofMillis(200).toNanos());
    }

    private void sleep() {
        if (wanted || stopping) {
            return;
        }
        long most = PERIOD.toNanos() - (System.nanoTime() - lookedAroundAt);
        Instant due = nextDue;
        long untilDue =
                due == Instant.MAX ? Long.MAX_VALUE : Duration.between(host.now(), due).toNanos();
        long nanos = Math.min(most, untilDue);
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private void round() {
        wanted = false;
        boolean lookAround = System.nanoTime() - lookedAroundAt >= PERIOD.toNanos();
        if (lookAround) {
            lookedAroundAt = System.nanoTime();
            recover();
        }
        Instant now = host.now();
        boolean due = !nextDue.isAfter(now);
        if (due || lookAround) {
            nextDue = Instant.MAX;
        }
        long incarnation = runner.incarnation();
        if (incarnation != 0) {
            Set<String> names = host.names();
            host.queues()
                    .forEach((queue, concurrency) -> {
                        windows.concurrency(queue, concurrency);
                        if (due || lookAround || windows.hasBacklog(queue)) {
                            claim(queue, names, incarnation, now);
                        }
                    });
        }
        if (due || lookAround) {
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

    private void claim(String queue, Set<String> names, long incarnation, Instant now) {
        int room = windows.room(queue);
        if (room == 0 || names.isEmpty() || stopping) {
            return;
        }
        // Before it looks: whoever adds something after that says so again.
        windows.backlog(queue, false);
        int limit = Math.min(room, 500);
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
        for (JobRecord job : jobs) {
            host.taken(job);
        }
    }
}
