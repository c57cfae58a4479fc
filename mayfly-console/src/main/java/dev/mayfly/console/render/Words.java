package dev.mayfly.console.render;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times, durations, counts and sentences in the console's words. Templates are given one as {@code
 * t}, made for the moment of the rendering.
 *
 * <p>Immutable; safe for use by any thread.
 */
public final class Words {
    private static final DateTimeFormatter ABSOLUTE =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss.SSS 'UTC'xxx", Locale.ENGLISH);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ENGLISH);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.ENGLISH);

    /** Mayfly's properties, with or without a value, and its roles. */
    private static final Pattern TYPED =
            Pattern.compile("mayfly(\\.[a-z-]+)+(=[a-z0-9-]+)?|MAYFLY_[A-Z_]+");

    private final Instant now;
    private final ZoneId zone;

    /**
     * Words for one moment.
     *
     * @param now what {@link #ago} and {@link #since} count from
     * @param zone the zone of absolute times
     */
    public Words(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /**
     * A stretch of a sentence.
     *
     * @param text its words
     * @param code whether it is something to type: a property or a role
     */
    public record Piece(String text, boolean code) {}

    /**
     * Cuts a sentence where something to type begins and ends, so that it can be set as such.
     *
     * @param sentence plain text
     * @return its pieces, in order; together they are the sentence
     */
    public List<Piece> pieces(String sentence) {
        List<Piece> pieces = new ArrayList<>();
        Matcher typed = TYPED.matcher(sentence);
        int end = 0;
        while (typed.find()) {
            if (typed.start() > end) {
                pieces.add(new Piece(sentence.substring(end, typed.start()), false));
            }
            pieces.add(new Piece(typed.group(), true));
            end = typed.end();
        }
        if (end < sentence.length()) {
            pieces.add(new Piece(sentence.substring(end), false));
        }
        return List.copyOf(pieces);
    }

    /**
     * A moment relative to now.
     *
     * @param at the moment
     * @return for instance {@code 12 s ago}, {@code in 4 min}, {@code now}
     */
    public String ago(Instant at) {
        Duration distance = Duration.between(at, now);
        if (distance.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return distance.isNegative()
                ? "in " + coarse(distance.negated())
                : coarse(distance) + " ago";
    }

    /**
     * How long ago a moment was, as a duration that still grows.
     *
     * @param at the moment
     * @return for instance {@code 4 min 12 s}; {@code 0 s} for a moment to come
     */
    public String since(Instant at) {
        Duration distance = Duration.between(at, now);
        return coarse(distance.isNegative() ? Duration.ZERO : distance);
    }

    /**
     * A moment with date, zone and milliseconds.
     *
     * @param at the moment
     * @return for instance {@code 3 Mar 2026, 14:03:12.204 UTC+01:00}
     */
    public String absolute(Instant at) {
        return ABSOLUTE.format(at.atZone(zone));
    }

    /**
     * The zone of all times that are shown.
     *
     * @return for instance {@code Europe/Berlin}; {@code UTC} under whatever name
     */
    public String zone() {
        return zone.normalized().equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    /**
     * The time of day of a moment.
     *
     * @param at the moment
     * @return for instance {@code 14:03:12.204}
     */
    public String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    /**
     * The time of day of the rendering.
     *
     * @return for instance {@code 14:03:12}
     */
    public String asOf() {
        return TIME.format(now.atZone(zone));
    }

    /**
     * The day and the minute of a moment.
     *
     * @param at the moment
     * @return for instance {@code Today, 14:03:12} or {@code Wed 4 Mar, 03:00}
     */
    public String day(Instant at) {
        ZonedDateTime there = at.atZone(zone);
        boolean today = there.toLocalDate().equals(LocalDate.ofInstant(now, zone));
        return today ? "Today, " + TIME.format(there) : DAY.format(there);
    }

    /**
     * A stretch of time.
     *
     * @param from where it begins
     * @param to where it ends, not before
     * @return for instance {@code Today, 18:20:04 to 18:20:05}
     */
    public String span(Instant from, Instant to) {
        String begin = day(from);
        String end = day(to);
        if (begin.equals(end)) {
            return begin;
        }
        boolean sameDay = LocalDate.ofInstant(from, zone).equals(LocalDate.ofInstant(to, zone));
        return begin + " to " + (sameDay ? end.substring(end.indexOf(", ") + 2) : end);
    }

    /**
     * A duration, exact enough to compare.
     *
     * @param length the duration
     * @return for instance {@code < 1 ms}, {@code 820 ms}, {@code 4.2 s}, {@code 4 min 12 s},
     *     {@code 3 h 12 min}
     */
    public static String duration(Duration length) {
        long millis = length.toMillis();
        if (millis < 1) {
            return length.isZero() || length.isNegative() ? "0 ms" : "< 1 ms";
        }
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 59_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        return coarse(length);
    }

    /**
     * A duration in whole seconds or more.
     *
     * @param length the duration, not negative
     * @return for instance {@code 12 s}, {@code 4 min 12 s}, {@code 3 h 12 min}, {@code 2 d 5 h}
     */
    public static String coarse(Duration length) {
        long seconds = length.toSeconds();
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return pair(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return pair(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
        }
        return pair(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    /**
     * A count with a thin space between groups of three digits.
     *
     * @param count the count
     * @return for instance {@code 12 480}
     */
    public static String count(long count) {
        return String.format(Locale.ENGLISH, "%,d", count).replace(',', '\u202f');
    }

    private static String pair(long large, String largeUnit, long small, String smallUnit) {
        return small == 0
                ? large + " " + largeUnit
                : large + " " + largeUnit + " " + small + " " + smallUnit;
    }
}
