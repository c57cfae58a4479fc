package dev.mayfly.jobs.policy;

import dev.mayfly.jobs.model.Pause;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * The rules of one queue as the store keeps them, with who set them.
 *
 * @param queue which queue
 * @param limits what it allows
 * @param routing where its jobs run and how urgent they are
 * @param pause why it does not start jobs; null while it does
 * @param declared whether the limits are those of the configuration; false once somebody has set
 *     others, which then stay until they are reset
 * @param changedBy who changed it last: a user's name, or what else the caller knows of the author;
 *     {@value #CONFIGURATION} for a node that has found new limits in its configuration
 * @param changedAt when
 * @param version one more with each change, 1 at first
 */
public record QueuePolicy(
        String queue,
        QueueLimits limits,
        QueueRouting routing,
        @Nullable Pause pause,
        boolean declared,
        String changedBy,
        Instant changedAt,
        long version) {

    /** The author of limits that a node has found in its configuration. */
    public static final String CONFIGURATION = "the configuration";

    /**
     * The policy of a queue that nobody has set one for.
     *
     * @param queue which
     * @return no limits, version 0
     */
    public static QueuePolicy none(String queue) {
        return new QueuePolicy(
                queue,
                QueueLimits.NONE,
                QueueRouting.NONE,
                null,
                true,
                CONFIGURATION,
                Instant.EPOCH,
                0);
    }

    /**
     * This policy with other limits.
     *
     * @param next the limits
     * @param declared whether they are those of the configuration
     * @param by who sets them
     * @param at when
     * @return the next version
     */
    public QueuePolicy withLimits(QueueLimits next, boolean declared, String by, Instant at) {
        return withRules(next, declared, routing, by, at);
    }

    /**
     * This policy with other limits and another routing.
     *
     * @param nextLimits the limits
     * @param nextDeclared whether they are those of the configuration
     * @param next the routing
     * @param by who sets them
     * @param at when
     * @return the next version
     */
    public QueuePolicy withRules(
            QueueLimits nextLimits,
            boolean nextDeclared,
            QueueRouting next,
            String by,
            Instant at) {
        return new QueuePolicy(queue, nextLimits, next, pause, nextDeclared, by, at, version + 1);
    }

    /**
     * Whether all but a pause is as the configuration says.
     *
     * @return false once somebody has set limits, an engine or a priority
     */
    public boolean isAsConfigured() {
        return declared && routing.equals(QueueRouting.NONE);
    }

    /**
     * This policy paused, or not.
     *
     * @param next why; null to start jobs again
     * @param by who
     * @param at when
     * @return the next version
     */
    public QueuePolicy withPause(@Nullable Pause next, String by, Instant at) {
        return new QueuePolicy(queue, limits, routing, next, declared, by, at, version + 1);
    }

    /**
     * Whether whoever takes jobs of this queue has to look at anything.
     *
     * @return false for a queue that is not paused and has no limits over all nodes
     */
    public boolean restricts() {
        return pause != null || limits.areShared();
    }
}
