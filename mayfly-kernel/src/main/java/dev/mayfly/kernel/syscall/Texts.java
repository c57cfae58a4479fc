package dev.mayfly.kernel.syscall;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Words for the values inside system calls. */
final class Texts {

    /** A key may be a user's object with a very long text; a reason is one line on a screen. */
    private static final int LONGEST_KEY = 120;

    private Texts() {}

    static String limit(@Nullable Duration timeout) {
        return timeout == null ? "" : ", at most " + duration(timeout);
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (duration.compareTo(Duration.ofMillis(1)) < 0) {
            return duration.toNanos() / 1000 + " µs";
        }
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis % 1_000 == 0 || millis >= 60_000) {
            return seconds(duration);
        }
        return millis / 1_000 + "." + (millis % 1_000) / 100 + " s";
    }

    private static String seconds(Duration duration) {
        var text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "min");
        append(text, duration.toSecondsPart(), "s");
        return text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(text.isEmpty() ? "" : " ").append(amount).append(' ').append(unit);
        }
    }

    /** The text of a user's object, whose {@code toString} may throw, return null or run on. */
    static String key(Object key) {
        String text;
        try {
            text = String.valueOf(key);
        } catch (RuntimeException e) {
            text = key.getClass().getName();
        }
        return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "…";
    }
}
