package dev.mayfly.jobs.internal.admit;

import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.jobs.store.StoreUnavailableException;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What this process knows of the policies of queues, and how it changes them. The store is the
 * truth; changes made by other processes are seen with {@link #refresh}.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class QueuePolicies {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.jobs");

    /** Hears of policies that are new here. */
    @FunctionalInterface
    public interface Listener {

        /**
         * A policy has changed, as far as this process knows.
         *
         * @param policy as it is now
         */
        void changed(QueuePolicy policy);
    }

    private final QueuePolicyStore store;
    private final Supplier<Instant> clock;
    private final Listener listener;
    private volatile Map<String, QueuePolicy> known = Map.of();

    /** Whether the store has answered once. */
    private volatile boolean informed;

    /** What the configuration says; null once the store has it. */
    private volatile @Nullable Map<String, QueueLimits> undeclared;

    private final Map<String, QueueLimits> declared;

    /**
     * Knows nothing yet.
     *
     * @param store where policies are kept
     * @param clock tells the time in whole microseconds
     * @param declared what the configuration says of each queue of this process
     * @param listener hears of changes
     */
    public QueuePolicies(
            QueuePolicyStore store,
            Supplier<Instant> clock,
            Map<String, QueueLimits> declared,
            Listener listener) {
        this.store = store;
        this.clock = clock;
        this.declared = Map.copyOf(declared);
        this.undeclared = this.declared;
        this.listener = listener;
    }

    /** Reads the policies, and declares what the configuration says, if the store answers. */
    public void start() {
        try {
            refresh();
        } catch (StoreUnavailableException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "limits of queues are declared when the store answers",
                    e);
        }
    }

    /**
     * Learns what others have changed.
     *
     * @throws StoreUnavailableException if the store does not answer
     */
    public void refresh() {
        store.all().forEach(this::learn);
        informed = true;
        Map<String, QueueLimits> declaring = undeclared;
        if (declaring != null) {
            declaring.forEach(this::declare);
            undeclared = null;
        }
    }

    private void declare(String queue, QueueLimits limits) {
        QueuePolicy before = of(queue);
        if (!before.declared() && !before.limits().equals(limits)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "queue "
                            + queue
                            + " keeps the limits that "
                            + before.changedBy()
                            + " has set ("
                            + before.limits()
                            + ") instead of those of the configuration ("
                            + limits
                            + "), until they are reset");
        }
        change(
                queue,
                policy ->
                        policy.declared() && !policy.limits().equals(limits)
                                ? policy.withLimits(
                                        limits, true, QueuePolicy.CONFIGURATION, clock.get())
                                : null);
    }

    private synchronized void learn(QueuePolicy policy) {
        QueuePolicy before = of(policy.queue());
        if (policy.version() > before.version()) {
            var more = new HashMap<>(known);
            more.put(policy.queue(), policy);
            known = Map.copyOf(more);
            listener.changed(policy);
        }
    }

    /**
     * The policy of a queue.
     *
     * @param queue which
     * @return as last seen; version 0 if it never had one
     */
    public QueuePolicy of(String queue) {
        QueuePolicy policy = known.get(queue);
        return policy == null ? QueuePolicy.none(queue) : policy;
    }

    /**
     * Whether jobs of a queue need somebody's leave to start.
     *
     * @param queue which
     * @return as last seen; true while the store has not said anything yet
     */
    public boolean restricts(String queue) {
        QueuePolicy policy = known.get(queue);
        return policy == null ? !informed : policy.restricts();
    }

    /**
     * What the configuration says.
     *
     * @param queue of which queue
     * @return its limits
     */
    public QueueLimits declared(String queue) {
        return declared.getOrDefault(queue, QueueLimits.NONE);
    }

    /**
     * Changes a policy.
     *
     * @param queue of which queue
     * @param step makes the next version of the present one; null to leave it
     * @return true if it was changed
     */
    public boolean change(String queue, Function<QueuePolicy, @Nullable QueuePolicy> step) {
        while (true) {
            QueuePolicy next = step.apply(of(queue));
            if (next == null) {
                return false;
            }
            if (store.save(next)) {
                learn(next);
                return true;
            }
            store.all().forEach(this::learn); // somebody was faster
        }
    }
}
