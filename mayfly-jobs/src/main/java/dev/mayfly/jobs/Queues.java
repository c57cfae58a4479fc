package dev.mayfly.jobs;

import dev.mayfly.jobs.internal.QueueRules;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.store.StoreUnavailableException;

/**
 * The rules of queues: what they allow, and whether they start jobs at all.
 *
 * <p>Rules are kept in the store, with version, author and time, and hold for all nodes that share
 * it. In a store that outlives the process they outlive it too. What the configuration declares
 * ({@link JobsBuilder#limits}) holds until somebody sets other limits here, and again after {@link
 * #reset}.
 *
 * <p>Another node sees a change within a second. From then on no limit is ever exceeded: jobs are
 * counted in the transaction that takes them. Jobs that run when a limit is lowered go on to their
 * end.
 *
 * <p>Thread rule: all methods may be called by any thread. Where a store does not answer they throw
 * a {@link StoreUnavailableException}.
 */
public final class Queues {

    private final QueueRules rules;

    Queues(QueueRules rules) {
        this.rules = rules;
    }

    /**
     * The policy of a queue.
     *
     * @param queue its name
     * @return as last seen by this node; version 0 if it never had one
     * @throws IllegalArgumentException if there is no such queue
     */
    public QueuePolicy policy(String queue) {
        rules.check(queue);
        return rules.policies().of(queue);
    }

    /**
     * Why a queue starts no more jobs, on any node or on this.
     *
     * @param queue its name
     * @return what keeps it
     * @throws IllegalArgumentException if there is no such queue
     */
    public Explanation explain(String queue) {
        return rules.explain(queue);
    }

    /**
     * What a queue promises as it is configured.
     *
     * @param queue its name
     * @return delivery, order, loss window, recovery bound, duplicates bound
     * @throws IllegalArgumentException if there is no such queue
     */
    public Guarantees guarantees(String queue) {
        return rules.guarantees(queue);
    }

    /**
     * Stops starts on all nodes; jobs that run go on. Pausing what is paused changes nothing: the
     * first reason and author stay.
     *
     * @param queue its name
     * @param reason for people, 1 to 500 characters, not blank
     * @param by who pauses it, 1 to 200 characters, not blank
     * @return true if it was not paused before
     * @throws IllegalArgumentException if there is no such queue, or a text is blank or too long
     */
    public boolean pause(String queue, String reason, String by) {
        return rules.pause(queue, reason, by);
    }

    /**
     * Ends a pause.
     *
     * @param queue its name
     * @param by who resumes it, 1 to 200 characters, not blank
     * @return true if it was paused
     * @throws IllegalArgumentException if there is no such queue, or the author is blank or too
     *     long
     */
    public boolean resume(String queue, String by) {
        Pause.checkAuthor(by);
        return rules.resume(queue, by);
    }

    /**
     * Sets other limits than the configuration's.
     *
     * @param queue its name
     * @param limits what it allows
     * @param by who sets them, 1 to 200 characters, not blank
     * @return true if they are others than before
     * @throws IllegalArgumentException if there is no such queue, or the author is blank or too
     *     long
     */
    public boolean limit(String queue, QueueLimits limits, String by) {
        Pause.checkAuthor(by);
        return rules.limit(queue, limits, by);
    }

    /**
     * Sets where a queue's jobs run and how urgent they are, on all nodes, until {@link #reset}.
     *
     * @param queue its name
     * @param routing the engine and the priority
     * @param by who sets them, 1 to 200 characters, not blank
     * @return true if they are others than before
     * @throws IllegalArgumentException if there is no such queue, or no such engine on this node,
     *     or the author is blank or too long
     */
    public boolean route(String queue, QueueRouting routing, String by) {
        return change(queue, policy(queue).limits(), routing, by);
    }

    /**
     * Sets limits and routing in one step.
     *
     * @param queue its name
     * @param limits what it allows
     * @param routing the engine and the priority
     * @param by who sets them, 1 to 200 characters, not blank
     * @return true if one of them is another than before
     * @throws IllegalArgumentException if there is no such queue, or no such engine on this node,
     *     or the author is blank or too long
     */
    public boolean change(String queue, QueueLimits limits, QueueRouting routing, String by) {
        Pause.checkAuthor(by);
        return rules.change(queue, limits, routing, by);
    }

    /**
     * Goes back to the limits, the engine and the priority of the configuration.
     *
     * @param queue its name
     * @param by who resets them, 1 to 200 characters, not blank
     * @return true if they were others
     * @throws IllegalArgumentException if there is no such queue, or the author is blank or too
     *     long
     */
    public boolean reset(String queue, String by) {
        Pause.checkAuthor(by);
        return rules.reset(queue, by);
    }
}
