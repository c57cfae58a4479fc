package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How one task is to be run; whatever is null is taken from its queue.
 *
 * @param name shown on screens and in logs; null for the job's class name
 * @param priority 1 (most urgent) to 31; null for the queue's
 * @param timeout the most time the task may take from its start, waits included, for instance
 *     {@code Duration.ofSeconds(30)}; past it the task is interrupted and ends as {@link
 *     TaskState#FAILED} with a {@link TaskTimeoutException}; null for no limit
 */
public record TaskOptions(
        @Nullable String name, @Nullable Integer priority, @Nullable Duration timeout) {

    /** Everything as the queue says. */
    public static final TaskOptions DEFAULTS = new TaskOptions(null, null, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the priority is outside 1 to 31, the time-out not
     *     positive, or the name blank
     */
    public TaskOptions {
        if (name != null && name.isBlank()) {
            throw new IllegalArgumentException("task name is blank; leave it out to get a default");
        }
        if (priority != null) {
            Priority.check(priority);
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "time-out " + timeout + " is not positive; leave it out for no limit");
        }
    }

    /**
     * Options with a name and everything else as the queue says.
     *
     * @param name shown on screens and in logs
     * @return the options
     */
    public static TaskOptions named(String name) {
        return new TaskOptions(name, null, null);
    }

    /**
     * These options with another name.
     *
     * @param name shown on screens and in logs
     * @return a copy
     */
    public TaskOptions withName(String name) {
        return new TaskOptions(name, priority, timeout);
    }

    /**
     * These options with another priority.
     *
     * @param priority 1 (most urgent) to 31
     * @return a copy
     */
    public TaskOptions withPriority(int priority) {
        return new TaskOptions(name, priority, timeout);
    }

    /**
     * These options with another time-out.
     *
     * @param timeout the most time the task may take from its start
     * @return a copy
     */
    public TaskOptions withTimeout(Duration timeout) {
        return new TaskOptions(name, priority, timeout);
    }
}
