package dev.mayfly.jobs.model;

import org.jspecify.annotations.Nullable;

import java.util.OptionalInt;

/**
 * How far the current attempt of a job has come.
 *
 * @param done units of work done, 0 or more
 * @param total units of work in all as far as known, 0 while unknown; never below {@code done}
 *     unless unknown
 * @param message what is being done, at most 500 characters, or null
 */
public record Progress(long done, long total, @Nullable String message) {

    /** Nothing reported yet. */
    public static final Progress NONE = new Progress(0, 0, null);

    private static final int LONGEST_MESSAGE = 500;

    /**
     * Checks the numbers. A known total below {@code done} is raised to it and a long message is
     * cut: a job must not die of its progress bar.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public Progress {
        if (done < 0 || total < 0) {
            throw new IllegalArgumentException(
                    "progress "
                            + done
                            + " of "
                            + total
                            + " is negative; use 0 for an unknown total");
        }
        if (total != 0 && total < done) {
            total = done;
        }
        if (message != null) {
            message = Texts.shorten(message, LONGEST_MESSAGE);
        }
    }

    /**
     * The share that is done.
     *
     * @return 0 to 100, rounded down; empty while the total is unknown
     */
    public OptionalInt percent() {
        return total == 0
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.floor(100.0 * done / total));
    }
}
