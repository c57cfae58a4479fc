package dev.mayfly.spring.boot.autoconfigure.configuration;

import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * What is looked for while the application runs.
 *
 * @param enabled Whether anything is.
 * @param carrierHog Tasks that compute without giving way.
 * @param blockedCarrier Tasks that wait where a virtual thread cannot leave its carrier.
 * @param lockAcrossCall Tasks that hold a lock while they wait in a system call.
 * @param queueWithoutCapacity Engines whose every turn is taken by tasks that do not end.
 * @param clockJump A wall clock that is set.
 * @param retryStorm Queues whose attempts fail and are made again.
 * @param cronOverlap Recurring jobs that come before the last run has ended.
 * @param queueWithoutNode Ready jobs in a queue that no node has.
 * @param undrainedMailbox Agents with a full mailbox that handle nothing.
 */
public record LintProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue Held carrierHog,
        @DefaultValue Held blockedCarrier,
        @DefaultValue Lock lockAcrossCall,
        @DefaultValue Lasting queueWithoutCapacity,
        @DefaultValue ClockJump clockJump,
        @DefaultValue RetryStorm retryStorm,
        @DefaultValue Switch cronOverlap,
        @DefaultValue Unserved queueWithoutNode,
        @DefaultValue Lasting undrainedMailbox) {

    /**
     * A lint without a limit of its own.
     *
     * @param enabled Whether it is looked for.
     */
    public record Switch(@DefaultValue("true") boolean enabled) {}

    /**
     * A lint about carriers.
     *
     * @param enabled Whether it is looked for.
     * @param after How long one turn must last. Shorter ones, past the engine's hog limit, are told
     *     of when there are three of the same name within a minute.
     */
    public record Held(@DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration after) {}

    /**
     * The lint about locks.
     *
     * @param enabled Whether it is looked for. It needs a JVM that was started with
     *     --add-opens=java.base/jdk.internal.vm=ALL-UNNAMED.
     * @param after For how long a task must have waited.
     */
    public record Lock(@DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration after) {}

    /**
     * A lint about what does not move.
     *
     * @param enabled Whether it is looked for.
     * @param after For how long nothing must have moved.
     */
    public record Lasting(
            @DefaultValue("true") boolean enabled, @DefaultValue("30s") Duration after) {}

    /**
     * The lint about queues that no node has.
     *
     * @param enabled Whether it is looked for.
     * @param after For how long no job must have started.
     */
    public record Unserved(
            @DefaultValue("true") boolean enabled, @DefaultValue("1m") Duration after) {}

    /**
     * The lint about the wall clock.
     *
     * @param enabled Whether it is looked for.
     * @param limit How far it may jump from one second to the next.
     */
    public record ClockJump(
            @DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration limit) {}

    /**
     * The lint about retries.
     *
     * @param enabled Whether it is looked for.
     * @param retries How many of a queue within a minute are a storm, if they are half of its
     *     attempts.
     */
    public record RetryStorm(
            @DefaultValue("true") boolean enabled, @DefaultValue("50") int retries) {}
}
