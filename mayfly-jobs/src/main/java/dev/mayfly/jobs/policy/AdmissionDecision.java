package dev.mayfly.jobs.policy;

import org.jspecify.annotations.Nullable;

/**
 * The decision whether jobs of a queue may start. The only one: stores that are shared make it in
 * the transaction that takes the jobs, a runtime whose store is its own before it hands a job to
 * the kernel, and an explanation makes it once more on what the store says then.
 */
public final class AdmissionDecision {

    private AdmissionDecision() {}

    /**
     * How many jobs may start.
     *
     * @param jobs how many, at most as many as were wanted
     * @param hold what allows no more; null if as many as were wanted may
     */
    public record Room(int jobs, @Nullable Hold hold) {}

    /**
     * Decides for a queue.
     *
     * @param policy its rules
     * @param taken how many of its jobs are taken and have not ended, on all nodes
     * @param spent what its rate has used up; see {@link RateLimit#available}
     * @param now the time in nanoseconds of the same clock
     * @param wanted how many are wanted, 0 or more
     * @return how many there is room for
     */
    public static Room room(QueuePolicy policy, long taken, long spent, long now, int wanted) {
        if (policy.pause() != null) {
            return new Room(0, Hold.PAUSED);
        }
        QueueLimits limits = policy.limits();
        int jobs = wanted;
        Hold hold = null;
        Integer global = limits.global();
        if (global != null && global - taken < jobs) {
            jobs = (int) Math.max(0, global - taken);
            hold = Hold.GLOBAL;
        }
        RateLimit rate = limits.rate();
        if (rate != null && rate.available(spent, now) < jobs) {
            jobs = rate.available(spent, now);
            hold = Hold.RATE;
        }
        return new Room(jobs, hold);
    }

    /**
     * Decides for a job with a key, where its queue has room.
     *
     * @param limits of its queue
     * @param taken how many of its key are taken and have not ended, on all nodes
     * @param earlier whether an earlier job of its key is to go first, by {@link #goesFirst}
     * @return what keeps it; null if it may start
     */
    public static @Nullable Hold ofKey(QueueLimits limits, long taken, boolean earlier) {
        Integer most = limits.perKey();
        if (most != null && taken >= most) {
            return Hold.KEY;
        }
        return limits.order().isFifo() && earlier ? Hold.ORDER : null;
    }

    /**
     * Whether a job that was accepted earlier goes before others of its key that could start.
     *
     * @param order the order within the key
     * @param ready whether the earlier job could start too
     * @param retrying whether it has begun and waits for its retry or for a signal
     * @return true if the others have to wait for it
     */
    public static boolean goesFirst(KeyOrder order, boolean ready, boolean retrying) {
        return order.isFifo() && (ready || retrying && order == KeyOrder.BLOCK);
    }
}
