package dev.mayfly.agents.internal.outside;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Time and waiting, as a scheduler gives them: all that agents and their primitives know of the
 * outside. On a simulated scheduler both are simulated.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class Surroundings implements AutoCloseable {

    /** Far deadlines are cut to 146 years, or a sum would wrap round and lie in the past. */
    private static final Duration FAR = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final Scheduler scheduler;
    private final TimerQueue timers;

    /**
     * Takes a scheduler's.
     *
     * @param scheduler outlives this
     */
    public Surroundings(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.timers = new TimerQueue(scheduler.clock(), "mayfly-agents-timer");
    }

    /**
     * The scheduler.
     *
     * @return always the same
     */
    public Scheduler scheduler() {
        return scheduler;
    }

    /**
     * The scheduler's clock.
     *
     * @return always the same
     */
    public Clock clock() {
        return scheduler.clock();
    }

    /**
     * Waits until a stage is completed: a task by a system call, so that its reason is seen and its
     * cancellation felt; any other thread by blocking.
     *
     * @param what the stage stands for, as in "waits for …"
     * @param stage any
     * @param timeout by the scheduler's clock; null for no limit, zero or less looks only
     * @return false if the time was up
     * @throws InterruptedException if a thread that is no task is interrupted
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled
     */
    public boolean await(String what, CompletionStage<?> stage, @Nullable Duration timeout)
            throws InterruptedException {
        return scheduler.awaitStage(what, stage, timeout);
    }

    /**
     * When a time will be over.
     *
     * @param duration from now
     * @return a reading of the clock
     */
    public long deadline(Duration duration) {
        long nanos = duration.compareTo(FAR) < 0 ? duration.toNanos() : Long.MAX_VALUE / 2;
        return clock().nanoTime() + nanos;
    }

    /**
     * Does something later.
     *
     * @param deadline a reading of the clock; one that has passed fires at once
     * @param action called on the clock's thread, with no lock held: must be quick and must not
     *     throw
     * @return takes the wish back
     */
    public Timer at(long deadline, Runnable action) {
        var timer = new Timer(this, action);
        timers.set(timer, deadline);
        return timer;
    }

    /** Nothing set fires any more. Closing again does nothing. */
    @Override
    public void close() {
        timers.close();
    }

    /** Something that will be done later. Safe for use by any thread. */
    public static final class Timer extends TimerQueue.Timer {

        private final Surroundings surroundings;
        private final Runnable action;

        private Timer(Surroundings surroundings, Runnable action) {
            this.surroundings = surroundings;
            this.action = action;
        }

        @Override
        protected void fire() {
            action.run();
        }

        /**
         * Takes the wish back.
         *
         * @return true if it will not be done
         */
        public boolean cancel() {
            return surroundings.timers.cancel(this);
        }
    }
}
