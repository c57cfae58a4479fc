package dev.mayfly.jobs.model;

import dev.mayfly.jobs.model.policy.IdempotencyKey;
import dev.mayfly.jobs.model.policy.Predecessors;
import dev.mayfly.jobs.model.policy.SubmissionRules;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.kernel.task.Priority;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one submission wants otherwise than the job's definition says; whatever is null is taken
 * from there at each attempt.
 *
 * @param delay wait this long before the first attempt; not together with {@code runAt}
 * @param runAt first attempt not before this time; a time in the past means at once
 * @param priority 1 (most urgent) to 31, as in {@link Priority}
 * @param queue the queue to run in
 * @param retry the rules for failed attempts
 * @param timeout the most time one attempt may take, waits inside it included
 * @param labels for searching and for people, at most 32 entries
 * @param key what the job belongs to, such as a customer, for queues with rules about keys; 1 to
 *     200 characters
 * @param policies its relation to other jobs
 */
public record JobOptions(
        @Nullable Duration delay,
        @Nullable Instant runAt,
        @Nullable Integer priority,
        @Nullable String queue,
        @Nullable RetryPolicy retry,
        @Nullable Duration timeout,
        Map<String, String> labels,
        @Nullable String key,
        SubmissionRules policies) {

    /** Everything as the definition says, at once. */
    public static final JobOptions DEFAULTS =
            new JobOptions(
                    null, null, null, null, null, null, Map.of(), null, SubmissionRules.NONE);

    private static final int MOST_LABELS = 32;
    private static final int LONGEST_KEY = 200;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if delay and time are both given, the delay is negative, the
     *     priority is outside 1 to 31, the queue is blank, the time-out is not positive, or there
     *     are more than 32 labels, or the key is blank or longer than 200 characters
     */
    public JobOptions {
        if (delay != null && runAt != null) {
            throw new IllegalArgumentException(
                    "delay " + delay + " and runAt " + runAt + " exclude each other; give one");
        }
        if (delay != null && delay.isNegative()) {
            throw new IllegalArgumentException("delay " + delay + " is negative; leave it out");
        }
        if (priority != null) {
            Priority.check(priority);
        }
        if (queue != null && queue.isBlank()) {
            throw new IllegalArgumentException("queue name is blank; leave it out for the default");
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "time-out " + timeout + " is not positive; leave it out for the default");
        }
        if (labels.size() > MOST_LABELS) {
            throw new IllegalArgumentException(
                    labels.size() + " labels are more than the limit of " + MOST_LABELS);
        }
        labels = Map.copyOf(labels);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new IllegalArgumentException(
                    "key \""
                            + Texts.shorten(key, 40)
                            + "\" is blank or longer than "
                            + LONGEST_KEY
                            + " characters; leave it out, or use for instance \"customer-7\"");
        }
        policies = storedWithoutAny(policies) ? SubmissionRules.NONE : policies;
    }

    /** Options that were stored by a version that knew no policies have none. */
    private static boolean storedWithoutAny(@Nullable SubmissionRules policies) {
        return policies == null;
    }

    /**
     * Options that delay the first attempt and leave everything else as the definition says.
     *
     * @param delay zero or more
     * @return the options
     */
    public static JobOptions delayed(Duration delay) {
        return DEFAULTS.withDelay(delay);
    }

    /**
     * These options with a delay instead of whatever time they had.
     *
     * @param delay zero or more
     * @return a copy
     */
    public JobOptions withDelay(Duration delay) {
        return new JobOptions(delay, null, priority, queue, retry, timeout, labels, key, policies);
    }

    /**
     * These options with a time instead of whatever delay they had.
     *
     * @param runAt first attempt not before this time
     * @return a copy
     */
    public JobOptions withRunAt(Instant runAt) {
        return new JobOptions(null, runAt, priority, queue, retry, timeout, labels, key, policies);
    }

    /**
     * These options with another priority.
     *
     * @param priority 1 (most urgent) to 31
     * @return a copy
     */
    public JobOptions withPriority(int priority) {
        return new JobOptions(delay, runAt, priority, queue, retry, timeout, labels, key, policies);
    }

    /**
     * These options with another queue.
     *
     * @param queue the queue's name
     * @return a copy
     */
    public JobOptions withQueue(String queue) {
        return new JobOptions(delay, runAt, priority, queue, retry, timeout, labels, key, policies);
    }

    /**
     * These options with other rules for failed attempts.
     *
     * @param retry the rules
     * @return a copy
     */
    public JobOptions withRetry(RetryPolicy retry) {
        return new JobOptions(delay, runAt, priority, queue, retry, timeout, labels, key, policies);
    }

    /**
     * These options with another time-out.
     *
     * @param timeout the most time one attempt may take
     * @return a copy
     */
    public JobOptions withTimeout(Duration timeout) {
        return new JobOptions(delay, runAt, priority, queue, retry, timeout, labels, key, policies);
    }

    /**
     * These options with one more label; a label of the same name is replaced.
     *
     * @param name of the label
     * @param value of the label
     * @return a copy
     */
    public JobOptions withLabel(String name, String value) {
        var more = new LinkedHashMap<>(labels);
        more.put(name, value);
        return new JobOptions(delay, runAt, priority, queue, retry, timeout, more, key, policies);
    }

    /**
     * These options with a key.
     *
     * @param key what the job belongs to; null for nothing
     * @return a copy
     */
    public JobOptions withKey(@Nullable String key) {
        return new JobOptions(delay, runAt, priority, queue, retry, timeout, labels, key, policies);
    }

    /**
     * These options with an idempotency key: repeating a submission of the same job name and key
     * returns the handle of the first, also when that has ended, for as long as it is kept. A
     * repetition with another payload is refused.
     *
     * @param key 1 to 200 characters
     * @return a copy
     */
    public JobOptions withIdempotencyKey(String key) {
        return withIdempotencyKey(new IdempotencyKey(key, false));
    }

    /**
     * These options with an idempotency key.
     *
     * @param key the key, and whether a repetition may have another payload
     * @return a copy
     */
    public JobOptions withIdempotencyKey(IdempotencyKey key) {
        return withPolicies(policies.withIdempotencyKey(key));
    }

    /**
     * These options with a rule of uniqueness instead of the definition's.
     *
     * @param rule which jobs count as the same, and what becomes of this one while there is one
     * @return a copy
     */
    public JobOptions withUnique(Uniqueness rule) {
        return withPolicies(policies.withUnique(rule));
    }

    /**
     * These options for a job that waits until others have succeeded. It is BLOCKED until then, and
     * CANCELLED with an explanation if one of them fails for good or is cancelled.
     *
     * @param jobs 1 to 1000, which the store must have; those that have ended already count
     * @return a copy
     */
    public JobOptions after(JobId... jobs) {
        return after(List.of(jobs), false);
    }

    /**
     * These options for a job that waits until others have ended.
     *
     * @param jobs 1 to 1000, which the store must have; those that have ended already count
     * @param evenIfFailed true to run also when one of them has failed or was cancelled
     * @return a copy
     */
    public JobOptions after(List<JobId> jobs, boolean evenIfFailed) {
        return withPolicies(
                policies.withAfter(
                        new Predecessors(jobs.stream().map(JobId::value).toList(), evenIfFailed)));
    }

    /**
     * These options with other relations to other jobs.
     *
     * @param policies all of them
     * @return a copy
     */
    public JobOptions withPolicies(SubmissionRules policies) {
        return new JobOptions(delay, runAt, priority, queue, retry, timeout, labels, key, policies);
    }
}
