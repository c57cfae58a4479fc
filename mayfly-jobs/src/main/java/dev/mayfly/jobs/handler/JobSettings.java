package dev.mayfly.jobs.handler;

import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.kernel.task.Priority;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How the attempts of a job are run; whatever is null is decided one level up: by the runtime's
 * defaults, and finally {@link RetryPolicy#DEFAULT}, no time-out, and the queue's priority.
 *
 * @param retry the rules for failed attempts
 * @param timeout the most time one attempt may take, waits inside it included
 * @param priority 1 (most urgent) to 31
 */
public record JobSettings(
        @Nullable RetryPolicy retry, @Nullable Duration timeout, @Nullable Integer priority) {

    /** Everything decided one level up. */
    public static final JobSettings DEFAULTS = new JobSettings(null, null, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the time-out is not positive or the priority outside 1 to
     *     31
     */
    public JobSettings {
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "time-out " + timeout + " is not positive; leave it out for no limit");
        }
        if (priority != null) {
            Priority.check(priority);
        }
    }

    /**
     * These settings with other rules for failed attempts.
     *
     * @param retry the rules
     * @return a copy
     */
    public JobSettings withRetry(RetryPolicy retry) {
        return new JobSettings(retry, timeout, priority);
    }

    /**
     * These settings with another time-out.
     *
     * @param timeout the most time one attempt may take
     * @return a copy
     */
    public JobSettings withTimeout(Duration timeout) {
        return new JobSettings(retry, timeout, priority);
    }

    /**
     * These settings with another priority.
     *
     * @param priority 1 (most urgent) to 31
     * @return a copy
     */
    public JobSettings withPriority(int priority) {
        return new JobSettings(retry, timeout, priority);
    }
}
