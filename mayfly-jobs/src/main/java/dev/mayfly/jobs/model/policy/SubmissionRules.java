package dev.mayfly.jobs.model.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a submission wants of its relation to other jobs.
 *
 * @param idempotencyKey makes it repeatable; null if it is not
 * @param unique which jobs count as the same; null to take the definition's rule
 * @param after which jobs it waits for; null for none
 * @param batch what it is to a batch; null if it belongs to none
 */
public record SubmissionRules(
        @Nullable IdempotencyKey idempotencyKey,
        @Nullable Uniqueness unique,
        @Nullable Predecessors after,
        @Nullable BatchPart batch) {

    /** Alone in the world. */
    public static final SubmissionRules NONE = new SubmissionRules(null, null, null, null);

    /**
     * Checks that all fits together.
     *
     * @throws IllegalArgumentException if a job that waits for others is to be debounced, since it
     *     cannot wait for a time before it may run at all
     */
    public SubmissionRules {
        if (after != null && unique != null && unique.then() == Uniqueness.Then.DEBOUNCE) {
            throw new IllegalArgumentException(
                    "a job that comes after others cannot be debounced; leave one of the two out");
        }
    }

    /**
     * Tells whether there is any.
     *
     * @return false for {@link #NONE}
     */
    public boolean any() {
        return idempotencyKey != null || unique != null || after != null || batch != null;
    }

    /**
     * These with another key.
     *
     * @param key the key
     * @return a copy
     */
    public SubmissionRules withIdempotencyKey(IdempotencyKey key) {
        return new SubmissionRules(key, unique, after, batch);
    }

    /**
     * These with another rule of uniqueness.
     *
     * @param rule the rule; null to take the definition's
     * @return a copy
     */
    public SubmissionRules withUnique(@Nullable Uniqueness rule) {
        return new SubmissionRules(idempotencyKey, rule, after, batch);
    }

    /**
     * These with other predecessors.
     *
     * @param others the jobs to wait for
     * @return a copy
     */
    public SubmissionRules withAfter(Predecessors others) {
        return new SubmissionRules(idempotencyKey, unique, others, batch);
    }

    /**
     * These in a batch.
     *
     * @param part what it is to which
     * @return a copy
     */
    public SubmissionRules withBatch(BatchPart part) {
        return new SubmissionRules(idempotencyKey, unique, after, part);
    }
}
