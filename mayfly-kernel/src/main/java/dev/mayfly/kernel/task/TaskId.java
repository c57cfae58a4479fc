package dev.mayfly.kernel.task;

/**
 * The identity of a task: 64 bits, unique within one scheduler, given out in the order of
 * submission and never used again.
 *
 * @param value the number, 1 for a scheduler's first task
 */
public record TaskId(long value) implements Comparable<TaskId> {

    @Override
    public int compareTo(TaskId other) {
        return Long.compare(value, other.value);
    }

    /** Returns the form shown in logs and on screens, for instance {@code task-42}. */
    @Override
    public String toString() {
        return "task-" + value;
    }
}
