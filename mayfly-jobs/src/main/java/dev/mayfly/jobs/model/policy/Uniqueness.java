package dev.mayfly.jobs.model.policy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Which jobs of one name count as the same, for how long, and what becomes of a submission while
 * there is such a job.
 *
 * <pre>{@code
 * Uniqueness.byArguments()                                  // one at a time for each payload
 * Uniqueness.byArguments().within(Duration.ofMinutes(10))   // one in ten minutes
 * Uniqueness.byKey("customer-5").then(Then.REPLACE)         // the newest instead of what waits
 * Uniqueness.byName().debounced(ofSeconds(2), ofSeconds(30)) // once it has been quiet for 2 s
 * }</pre>
 *
 * <p>The store decides, in the transaction of the submission: of several submissions at the same
 * time, on any nodes, one is the first.
 *
 * @param by what makes two jobs of one name the same
 * @param key the key; null unless {@link By#KEY}
 * @param period for how long after its submission a job counts, also when it has succeeded; one
 *     that FAILED or was CANCELLED does not count. Null: until it has ended
 * @param then what becomes of a submission while there is the same job
 * @param delay how long it must be quiet; null unless {@link Then#DEBOUNCE}
 * @param longestWait how long after the first submission the job is due at the latest, however many
 *     come; null unless {@link Then#DEBOUNCE}
 */
public record Uniqueness(
        By by,
        @Nullable String key,
        @Nullable Duration period,
        Then then,
        @Nullable Duration delay,
        @Nullable Duration longestWait) {

    /** What makes two jobs of one name the same. */
    public enum By {
        /** The payload, compared as the JSON that the codec writes. */
        ARGUMENTS,
        /** Nothing but the name. */
        NAME,
        /** A key that the submission gives. */
        KEY
    }

    /** What becomes of a submission while there is the same job. */
    public enum Then {
        /** The submitter gets the handle of the job that is there. */
        KEEP_FIRST,
        /** The submission is refused with an error. */
        REJECT,
        /**
         * The job that is there is cancelled if it waits, and the submission takes its place; if it
         * runs it is left alone, and the submission is a job beside it.
         */
        REPLACE,
        /**
         * The job that is there takes the payload of the submission if it waits, and its submitters
         * share it; if it runs it is left alone, and the submission is a job that waits. So one at
         * most waits, with the last payload.
         */
        KEEP_LAST,
        /** As {@link #KEEP_LAST}, and each submission pushes the due time back. */
        DEBOUNCE
    }

    /**
     * Checks that all fits together.
     *
     * @throws IllegalArgumentException if a key is given but not asked for, or the other way round,
     *     the same for delay and longest wait, or a time is not positive
     */
    public Uniqueness {
        if ((by == By.KEY) != (key != null)) {
            throw new IllegalArgumentException(
                    "uniqueness by " + by + " with key " + key + ": By.KEY needs one, others none");
        }
        if (key != null) {
            IdempotencyKey.check("unique key", key);
        }
        if ((then == Then.DEBOUNCE) != (delay != null && longestWait != null)) {
            throw new IllegalArgumentException(
                    "uniqueness with " + then + ": only DEBOUNCE has a delay and a longest wait");
        }
        positive("period", period);
        positive("delay", delay);
        positive("longest wait", longestWait);
        if (delay != null && longestWait != null && longestWait.compareTo(delay) < 0) {
            throw new IllegalArgumentException(
                    "longest wait " + longestWait + " is shorter than the delay " + delay);
        }
    }

    private static void positive(String what, @Nullable Duration time) {
        if (time != null && !time.isPositive()) {
            throw new IllegalArgumentException(
                    what + " " + time + " is not positive; use for instance PT10M");
        }
    }

    /**
     * One at a time with the same payload; further ones get its handle.
     *
     * @return the rule
     */
    public static Uniqueness byArguments() {
        return new Uniqueness(By.ARGUMENTS, null, null, Then.KEEP_FIRST, null, null);
    }

    /**
     * One at a time of the name; further ones get its handle.
     *
     * @return the rule
     */
    public static Uniqueness byName() {
        return new Uniqueness(By.NAME, null, null, Then.KEEP_FIRST, null, null);
    }

    /**
     * One at a time with the same key; further ones get its handle.
     *
     * @param key 1 to 200 characters
     * @return the rule
     */
    public static Uniqueness byKey(String key) {
        return new Uniqueness(By.KEY, key, null, Then.KEEP_FIRST, null, null);
    }

    /**
     * This rule for a period instead of until the end.
     *
     * @param period counted from the submission of the first, positive
     * @return a copy
     */
    public Uniqueness within(Duration period) {
        return new Uniqueness(by, key, period, then, delay, longestWait);
    }

    /**
     * This rule with another answer.
     *
     * @param then anything but {@link Then#DEBOUNCE}, for which there is {@link #debounced}
     * @return a copy
     */
    public Uniqueness then(Then then) {
        return new Uniqueness(by, key, period, then, null, null);
    }

    /**
     * This rule with {@link Then#DEBOUNCE}.
     *
     * @param delay each submission makes the job due this long after itself
     * @param longestWait but never later than this long after the first
     * @return a copy
     */
    public Uniqueness debounced(Duration delay, Duration longestWait) {
        return new Uniqueness(by, key, period, Then.DEBOUNCE, delay, longestWait);
    }

    /**
     * Tells whether a later submission may change or cancel the job while it waits.
     *
     * @return true for {@link Then#REPLACE}, {@link Then#KEEP_LAST} and {@link Then#DEBOUNCE}
     */
    public boolean changesWhatWaits() {
        return then == Then.REPLACE || then == Then.KEEP_LAST || then == Then.DEBOUNCE;
    }
}
