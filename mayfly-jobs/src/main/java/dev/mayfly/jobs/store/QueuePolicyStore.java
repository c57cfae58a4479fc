package dev.mayfly.jobs.store;

import dev.mayfly.jobs.policy.QueuePolicy;

import java.util.List;

/**
 * The rules of queues, kept where the jobs are.
 *
 * <p>Thread rule: all methods may be called by any thread, and may throw {@link
 * StoreUnavailableException} then.
 */
public interface QueuePolicyStore {

    /**
     * All policies that were ever saved. It is this answer too by which a shared store knows
     * whether {@link Runners#claim} has a policy to keep to at all, so that queues without one pay
     * nothing: the runtime asks twice a second, and a first limit that another process has set
     * holds here from then on. The limits of a queue that is known to have some are always those of
     * the very moment.
     *
     * @return by queue
     */
    List<QueuePolicy> all();

    /**
     * Adds or changes a policy, as a compare-and-set on its version.
     *
     * @param next the policy as it shall be; version 1 adds it, any other replaces the version
     *     before it
     * @return true if done; false if there is one already or it has another version than expected
     */
    boolean save(QueuePolicy next);
}
