package dev.mayfly.kernel.lint;

import java.time.Duration;
import java.util.Locale;

/**
 * Figures as people read them, for the sentences of lints.
 *
 * <p>This type has no instances. Thread rule: safe for use by any thread.
 */
public final class Figures {

    private Figures() {}

    /**
     * A time as short as its size allows.
     *
     * @param time zero or more
     * @return milliseconds below 10 s, then seconds below 10 min, then minutes below 10 h, then
     *     hours: {@code 340 ms}, {@code 45 s}, {@code 120 min}
     */
    public static String duration(Duration time) {
        if (time.toMillis() < 10_000) {
            return time.toMillis() + " ms";
        }
        if (time.toSeconds() < 600) {
            return time.toSeconds() + " s";
        }
        return time.toMinutes() < 600 ? time.toMinutes() + " min" : time.toHours() + " h";
    }

    /**
     * A number of things.
     *
     * @param count how many
     * @param what one of them
     * @return {@code 1 task}, {@code 2 tasks}
     */
    public static String count(long count, String what) {
        return String.format(Locale.ROOT, "%d %s%s", count, what, count == 1 ? "" : "s");
    }
}
