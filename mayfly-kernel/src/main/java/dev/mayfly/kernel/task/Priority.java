package dev.mayfly.kernel.task;

/**
 * The priorities of tasks: whole numbers from 0, the most urgent, to 31.
 *
 * <p>Ready tasks run strictly in this order and in order of arrival within one priority, except
 * that ageing gives the longest-waiting task every so many turns (see {@code ReadyQueue}).
 */
public final class Priority {

    /** System tasks only: 0. */
    public static final int SYSTEM = 0;

    /** What a task gets that asks for none: 10. */
    public static final int DEFAULT = 10;

    /** The least urgent: 31. */
    public static final int LOWEST = 31;

    private Priority() {}

    /**
     * Checks a priority that a user chose.
     *
     * @param priority the value
     * @return the same value
     * @throws IllegalArgumentException unless it is between 1 and {@link #LOWEST}
     */
    public static int check(int priority) {
        if (priority <= SYSTEM || priority > LOWEST) {
            throw new IllegalArgumentException(
                    "priority "
                            + priority
                            + " is outside 1 (most urgent) to "
                            + LOWEST
                            + "; 0 belongs to system tasks and "
                            + DEFAULT
                            + " is the default");
        }
        return priority;
    }
}
