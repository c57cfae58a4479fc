package dev.mayfly.jobs.internal.share;

import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import java.time.Duration;

/**
 * This process's lease on the jobs that it has taken: the only place that registers, renews and
 * gives up, on a thread of its own, since the kernel's may all be busy.
 *
 * <p>Time is the machine's own, also where the kernel's is stepped by hand: the store's clock goes
 * on as well.
 *
 * <p>A lease is renewed every {@link #PERIOD}. When it has run out by this process's own clock, or
 * the store says that it was taken for lost, the process fences itself: what it has taken it gives
 * up, what runs is cancelled, and it registers again under a new incarnation. A second thread looks
 * after that: a store that has stopped answering may keep the first one for as long as it likes.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Runner {

    /** How long a process is trusted without a renewal: 4 s. */
    static final Duration LEASE = Duration.ofSeconds(4);

    /** How often the lease is renewed: every second. */
    static final Duration PERIOD = Duration.ofSeconds(1);

    /** How often it is looked whether the lease has run out: four times a second. */
    private static final Duration WATCH = Duration.ofMillis(250);

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");

    private final Host host;
    private final Runners runners;
    private final Runnable registered;
    private final Clock clock = Sharing.REAL_TIME;
    private final Alarm alarm;
    private final Alarm guard;
    private volatile long incarnation;
    private volatile boolean stopping;

    Runner(Host host, Runners runners, Runnable registered) {
        this.host = host;
        this.runners = runners;
        this.registered = registered;
        this.alarm = clock.alarm("mayfly-jobs-lease", this::tick);
        this.guard = clock.alarm("mayfly-jobs-lease-guard", this::watch);
    }

    /** Registers and begins to renew. */
    void start() {
        try {
            register();
        } catch (StoreUnavailableException e) {
            LOG.log(System.Logger.Level.WARNING, "no jobs are taken until the store answers", e);
        }
        alarm.set(clock.nanoTime() + PERIOD.toNanos());
        guard.set(clock.nanoTime() + WATCH.toNanos());
    }

    /** The incarnation to take jobs under; 0 while there is none to trust. */
    long incarnation() {
        long current = incarnation;
        return current != 0 && runners.holds(current) ? current : 0;
    }

    /** Whether what was taken under an incarnation may go on. */
    boolean holds(long of) {
        return runners.holds(of);
    }

    private void register() {
        incarnation = runners.register(host.node(), LEASE);
        registered.run();
    }

    private void tick() {
        if (stopping) {
            return;
        }
        long begin = clock.nanoTime();
        try {
            keep();
        } catch (Throwable t) { // the lease of all jobs hangs on this
            if (!(t instanceof StoreUnavailableException)) {
                LOG.log(System.Logger.Level.ERROR, "the lease could not be renewed", t);
            }
            fenceIfOver();
        }
        alarm.set(begin + PERIOD.toNanos());
    }

    private void watch() {
        if (stopping) {
            return;
        }
        try {
            fenceIfOver();
        } catch (Throwable t) { // the next look must come all the same
            LOG.log(System.Logger.Level.ERROR, "what a lost lease held could not be given up", t);
        }
        guard.set(clock.nanoTime() + WATCH.toNanos());
    }

    private void keep() {
        long current = incarnation;
        if (current == 0) {
            register();
        } else if (!runners.holds(current)) {
            fence(current, "it was not renewed in time");
            register();
        } else if (!runners.renew(current, LEASE)) {
            fence(current, "this process was taken for lost");
            register();
        }
    }

    private void fenceIfOver() {
        long current = incarnation;
        if (current != 0 && !runners.holds(current)) {
            fence(current, "the store does not answer");
        }
    }

    private void fence(long lost, String why) {
        synchronized (this) {
            if (incarnation != lost) {
                return; // the other thread was faster
            }
            incarnation = 0;
        }
        int jobs = host.fence(lost);
        LOG.log(
                System.Logger.Level.WARNING,
                "the lease of node "
                        + host.node()
                        + " (incarnation "
                        + lost
                        + ") is over, "
                        + why
                        + "; "
                        + jobs
                        + " jobs are given up and go on wherever they are taken next");
    }

    /** Stops renewing, and hands over what is left. */
    void leave() {
        stopping = true;
        guard.close();
        alarm.close();
        long current = incarnation;
        incarnation = 0;
        if (current == 0) {
            return;
        }
        try {
            runners.leave(current, host.now());
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this process could not sign off; its jobs go on elsewhere when its lease is"
                            + " over",
                    e);
        }
    }
}
