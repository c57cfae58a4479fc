package dev.mayfly.kernel.lint;

import java.time.Duration;
import java.util.Locale;

/** Figures as people read them. */
final class Figures {

    private Figures() {}

    /** Milliseconds below ten seconds, then seconds, then minutes, then hours. */
    static String duration(Duration time) {
        if (time.toMillis() < 10_000) {
            return time.toMillis() + " ms";
        }
        if (time.toSeconds() < 600) {
            return time.toSeconds() + " s";
        }
        return time.toMinutes() < 600 ? time.toMinutes() + " min" : time.toHours() + " h";
    }

    static String count(long count, String what) {
        return String.format(Locale.ROOT, "%d %s%s", count, what, count == 1 ? "" : "s");
    }
}
