package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How one task is to be run; whatever is null is taken from its queue.
 *
 * @param name shown on screens and in logs; null for the job's class name
 * @param priority 1 (most urgent) to 31; null for the queue's
 * @param timeout the most time the task may take from its start, waits included, for instance
 *     {@code Duration.ofSeconds(30)}; past it the task is interrupted and ends as {@link
 *     TaskState#FAILED} with a {@link TaskTimeoutException}; null for no limit
 * @param after the tasks that must have completed before it starts; if one fails, is cancelled or
 *     is skipped, so is this, as {@link TaskState#SKIPPED}
 */
public record TaskOptions(
        @Nullable String name,
        @Nullable Integer priority,
        @Nullable Duration timeout,
        List<Dependency> after) {

    /** A task that another comes after. */
    public sealed interface Dependency {

        /**
         * By its handle, which remembers its end.
         *
         * @param task the task, alive or ended
         */
        record Handle(TaskHandle<?> task) implements Dependency {}

        /**
         * By its id. The kernel forgets tasks that have ended, so it must be alive.
         *
         * @param task the task
         */
        record Id(TaskId task) implements Dependency {}
    }

    /** Everything as the queue says. */
    public static final TaskOptions DEFAULTS = new TaskOptions(null, null, null, List.of());

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the priority is outside 1 to 31, the time-out not
     *     positive, or the name blank
     */
    public TaskOptions {
        after = List.copyOf(after);
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
     * Options of a task that comes after none.
     *
     * @param name shown on screens and in logs; null for the job's class name
     * @param priority 1 (most urgent) to 31; null for the queue's
     * @param timeout the most time the task may take from its start; null for no limit
     */
    public TaskOptions(
            @Nullable String name, @Nullable Integer priority, @Nullable Duration timeout) {
        this(name, priority, timeout, List.of());
    }

    /**
     * Options with a name and everything else as the queue says.
     *
     * @param name shown on screens and in logs
     * @return the options
     */
    public static TaskOptions named(String name) {
        return new TaskOptions(name, null, null, List.of());
    }

    /**
     * These options with another name.
     *
     * @param name shown on screens and in logs
     * @return a copy
     */
    public TaskOptions withName(String name) {
        return new TaskOptions(name, priority, timeout, after);
    }

    /**
     * These options with another priority.
     *
     * @param priority 1 (most urgent) to 31
     * @return a copy
     */
    public TaskOptions withPriority(int priority) {
        return new TaskOptions(name, priority, timeout, after);
    }

    /**
     * These options with another time-out.
     *
     * @param timeout the most time the task may take from its start
     * @return a copy
     */
    public TaskOptions withTimeout(Duration timeout) {
        return new TaskOptions(name, priority, timeout, after);
    }

    /**
     * These options, coming after further tasks.
     *
     * @param tasks of the same scheduler, alive or ended
     * @return a copy
     */
    public TaskOptions after(TaskHandle<?>... tasks) {
        return after(List.of(tasks));
    }

    /**
     * These options, coming after further tasks.
     *
     * @param tasks of the same scheduler, alive or ended
     * @return a copy
     */
    public TaskOptions after(Collection<? extends TaskHandle<?>> tasks) {
        List<Dependency> all = new ArrayList<>(after);
        tasks.forEach(task -> all.add(new Dependency.Handle(task)));
        return new TaskOptions(name, priority, timeout, all);
    }

    /**
     * These options, coming after further tasks. Unknown ids are refused when the task is
     * submitted, and so are those of tasks that have ended by then: use a handle for these.
     *
     * @param tasks that are alive
     * @return a copy
     */
    public TaskOptions after(TaskId... tasks) {
        List<Dependency> all = new ArrayList<>(after);
        for (TaskId task : tasks) {
            all.add(new Dependency.Id(task));
        }
        return new TaskOptions(name, priority, timeout, all);
    }
}
