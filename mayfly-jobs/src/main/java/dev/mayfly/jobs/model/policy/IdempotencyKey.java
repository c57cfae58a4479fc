package dev.mayfly.jobs.model.policy;

/**
 * A name that the caller gives to a submission, so that it can be repeated without harm: of all
 * submissions of one job name with the same key the first is a job, and the others get its handle.
 * That holds for as long as the first is kept, which is as long as the store's retention rules say
 * once it has ended.
 *
 * @param value 1 to 200 characters
 * @param anyPayload whether a repetition may have another payload, which is ignored then; false
 *     refuses it
 */
public record IdempotencyKey(String value, boolean anyPayload) {

    static final int LONGEST = 200;

    /**
     * Checks the key.
     *
     * @throws IllegalArgumentException if it is blank or longer than 200 characters
     */
    public IdempotencyKey {
        check("idempotency key", value);
    }

    static void check(String what, String value) {
        if (value.isBlank() || value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    what
                            + " \""
                            + (value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value)
                            + "\" is not 1 to "
                            + LONGEST
                            + " characters; use for instance \"order-17\"");
        }
    }
}
