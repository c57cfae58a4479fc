package dev.mayfly.jobs.internal.share;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SystemClock;

import java.time.Duration;
import java.time.Instant;

/** How this process shares a store with others. Safe for use by any thread. */
public final class Sharing {

    /** Leases are judged by the store's clock, which goes on where the kernel's is stepped. */
    static final Clock REAL_TIME = new SystemClock();

    /** How long a process is trusted that does not renew its lease. */
    public static final Duration LEASE = Runner.LEASE;

    /** How often a process looks for lost ones, and for jobs that nobody has hinted at. */
    public static final Duration LOOK = Claimer.PERIOD;

    private final Windows windows = new Windows();
    private final Runner runner;
    private final Claimer claimer;

    /**
     * Prepares; {@link #start} begins.
     *
     * @param host this process
     * @param store the store
     * @param runners the store's
     */
    public Sharing(Host host, JobStore store, Runners runners) {
        this.runner = new Runner(host, runners, this::lookAtAll);
        this.claimer = new Claimer(host, store, runners, runner, windows);
    }

    /** Registers this process and begins to take jobs. */
    public void start() {
        runner.start();
        claimer.start();
    }

    /** Takes no more jobs; what was taken may go on. */
    public void stop() {
        claimer.stop();
    }

    /** Hands over what was taken and has not ended. */
    public void leave() {
        claimer.stop();
        runner.leave();
    }

    /**
     * The incarnation under which this process takes jobs.
     *
     * @return 0 while it has no lease to trust
     */
    public long incarnation() {
        return runner.incarnation();
    }

    /**
     * Whether what was taken under an incarnation may go on.
     *
     * @param incarnation which
     * @return false once its lease is over
     */
    public boolean holds(long incarnation) {
        return runner.holds(incarnation);
    }

    /**
     * Takes a place for a job that is about to be submitted.
     *
     * @param queue its queue
     * @return false if others are first, or the queue has its fill
     */
    public boolean tryTake(String queue) {
        return windows.tryTake(queue);
    }

    /**
     * Gives the place of a job back, which has ended or was given up.
     *
     * @param queue its queue
     */
    public void give(String queue) {
        if (windows.give(queue)) {
            claimer.wake();
        }
    }

    /**
     * There is a job to take.
     *
     * @param queue in which queue
     */
    public void look(String queue) {
        claimer.look(queue);
    }

    /** There may be jobs to take in every queue. */
    public void lookAtAll() {
        claimer.lookAtAll();
    }

    /**
     * There will be a job to take.
     *
     * @param due when
     */
    public void lookBy(Instant due) {
        claimer.lookBy(due);
    }
}
