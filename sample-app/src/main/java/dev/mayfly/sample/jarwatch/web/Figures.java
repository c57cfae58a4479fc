package dev.mayfly.sample.jarwatch.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Counts, sizes and times in words. */
final class Figures {

    private static final String THIN_SPACE = "\u202F";
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'xxx", Locale.ENGLISH);

    private Figures() {}

    /** {@code 12 480}, with thin spaces. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(",", THIN_SPACE);
    }

    /** {@code 1 jar}, {@code 1 020 jars}. */
    static String count(long count, String one) {
        return count(count) + " " + one + (count == 1 ? "" : "s");
    }

    /** {@code 1 class}, {@code 412 classes}. */
    static String classes(long count) {
        return count(count) + (count == 1 ? " class" : " classes");
    }

    /** {@code 512 B}, {@code 3.4 KB}, {@code 412 MB}, in powers of ten. */
    static String bytes(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        String pattern = unit == 0 || size >= 99.95 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, pattern, size, units[unit]);
    }

    /** {@code 820 ms}, {@code 4.2 s}, {@code 4 min 12 s}, {@code 3 h 12 min}. */
    static String duration(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 1) {
            return length.toMillis() + " ms";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** {@code 3 Mar 2026, 14:03:12 UTC+01:00}. */
    static String moment(Instant at) {
        return MOMENT.format(at.atZone(ZoneId.systemDefault()));
    }

    /** {@code Java 17}; releases before 5 as they were called then: {@code Java 1.4}. */
    static String java(int release) {
        return release < 5 ? "Java 1." + release : "Java " + release;
    }
}
