package dev.mayfly.jobs.policy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What a queue allows. Whatever is null is not limited.
 *
 * <p>A job counts against the limits from when it is taken by a node until it ends, waits for a
 * retry or is given back; on a node that is lost, until its lease is over and its jobs are
 * recovered.
 *
 * @param perNode how many run at once on each node; null for what the node's configuration says
 * @param global how many run at once on all nodes together, 1 or more
 * @param perKey how many of one key run at once on all nodes together, 1 or more; jobs without a
 *     key are not concerned
 * @param rate how many start within a period on all nodes together
 * @param order in which order the jobs of one key run
 */
public record QueueLimits(
        @Nullable Integer perNode,
        @Nullable Integer global,
        @Nullable Integer perKey,
        @Nullable RateLimit rate,
        KeyOrder order) {

    /** No limits. */
    public static final QueueLimits NONE = new QueueLimits(null, null, null, null, KeyOrder.NONE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number is below 1, or jobs of a key are to run in order
     *     and several at once
     */
    public QueueLimits {
        check("concurrency per node", perNode);
        check("global concurrency", global);
        check("concurrency per key", perKey);
        if (order.isFifo()) {
            if (perKey != null && perKey > 1) {
                throw new IllegalArgumentException(
                        "jobs of one key run in order, one after the other, so "
                                + perKey
                                + " at once are not possible; leave the concurrency per key out,"
                                + " or the order");
            }
            perKey = 1;
        }
    }

    private static void check(String what, @Nullable Integer value) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(
                    what
                            + " "
                            + value
                            + " is below 1; leave it out for no limit, or pause the queue");
        }
    }

    /**
     * These limits with another concurrency on each node.
     *
     * @param limit 1 or more; null for what the node's configuration says
     * @return a copy
     */
    public QueueLimits withPerNode(@Nullable Integer limit) {
        return new QueueLimits(limit, global, perKey, rate, order);
    }

    /**
     * These limits with another concurrency on all nodes together.
     *
     * @param limit 1 or more; null for none
     * @return a copy
     */
    public QueueLimits withGlobal(@Nullable Integer limit) {
        return new QueueLimits(perNode, limit, perKey, rate, order);
    }

    /**
     * These limits with another concurrency per key.
     *
     * @param limit 1 or more; null for none
     * @return a copy
     */
    public QueueLimits withPerKey(@Nullable Integer limit) {
        return new QueueLimits(perNode, global, limit, rate, order);
    }

    /**
     * These limits with another rate.
     *
     * @param limit the rate; null for none
     * @return a copy
     */
    public QueueLimits withRate(@Nullable RateLimit limit) {
        return new QueueLimits(perNode, global, perKey, limit, order);
    }

    /**
     * These limits with another order within a key, which brings a concurrency per key of 1.
     *
     * @param order the order
     * @return a copy
     */
    public QueueLimits withOrder(KeyOrder order) {
        return new QueueLimits(perNode, global, order.isFifo() ? null : perKey, rate, order);
    }

    /**
     * Whether all nodes together have to keep to anything.
     *
     * @return false if there is at most a limit for each node by itself
     */
    public boolean areShared() {
        return global != null || perKey != null || rate != null;
    }

    /** For people: {@code at most 4 at once, 1 per key in order, 10/s}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (perNode != null) {
            parts.add(perNode + " at once on each node");
        }
        if (global != null) {
            parts.add(global + " at once on all nodes");
        }
        if (perKey != null) {
            parts.add(perKey + " at once per key" + (order.isFifo() ? " in order" : ""));
        }
        if (rate != null) {
            parts.add("rate " + rate);
        }
        return parts.isEmpty() ? "no limits" : String.join(", ", parts);
    }
}
