package dev.mayfly.console.filter;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment as somebody wrote it: {@code 2h} ago, {@code today}, {@code yesterday}, {@code 14:30} of
 * today, {@code 2026-03-01}, {@code 2026-03-01T14:30} or, with a zone, {@code
 * 2026-03-01T14:30:00Z}. What has no zone is in the console's.
 *
 * @param text as it was written, which {@link #read} has understood
 */
public record FilterTime(String text) {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,5})([smhdw])");
    private static final ZoneId ANY_ZONE = ZoneId.of("UTC");

    /**
     * Reads a moment.
     *
     * @param text as somebody wrote it
     * @return empty if it is none of the forms
     */
    public static Optional<FilterTime> read(String text) {
        var time = new FilterTime(text);
        return time.find(Instant.EPOCH, ANY_ZONE) == null ? Optional.empty() : Optional.of(time);
    }

    /**
     * A moment that says itself when it is.
     *
     * @param at when, in whole microseconds as stored times are
     * @return the same, whatever the time and the zone
     */
    public static FilterTime at(Instant at) {
        return new FilterTime(at.truncatedTo(ChronoUnit.MICROS).toString());
    }

    /**
     * Whether it is the same moment whenever and wherever it is looked at.
     *
     * @return true for one with a date, a time and a zone
     */
    public boolean isExact() {
        return exact(text) != null;
    }

    /**
     * When it is.
     *
     * @param now what it is before
     * @param zone of times without one
     * @return the moment
     */
    public Instant resolve(Instant now, ZoneId zone) {
        Instant found = find(now, zone);
        if (found == null) {
            throw new IllegalStateException("\"" + text + "\" is no time; read() refuses it");
        }
        return found;
    }

    private @Nullable Instant find(Instant now, ZoneId zone) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return now.minus(Duration.ofSeconds(Long.parseLong(ago.group(1)) * seconds(ago)));
        }
        LocalDate today = LocalDate.ofInstant(now, zone);
        if (text.equals("today")) {
            return today.atStartOfDay(zone).toInstant();
        }
        if (text.equals("yesterday")) {
            return today.minusDays(1).atStartOfDay(zone).toInstant();
        }
        Instant exact = exact(text);
        return exact != null ? exact : local(today, zone);
    }

    private static long seconds(Matcher ago) {
        return switch (ago.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 604_800;
        };
    }

    private static @Nullable Instant exact(String text) {
        try {
            return within(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException noSuchTime) {
            return null;
        }
    }

    /** Each form has its own length, so that at most one is tried. */
    private @Nullable Instant local(LocalDate today, ZoneId zone) {
        try {
            ZonedDateTime at =
                    text.length() <= "14:30:00".length()
                            ? LocalTime.parse(text).atDate(today).atZone(zone)
                            : text.length() == "2026-03-01".length()
                                    ? LocalDate.parse(text).atStartOfDay(zone)
                                    : LocalDateTime.parse(text).atZone(zone);
            return within(at.toInstant());
        } catch (DateTimeException noSuchTime) {
            return null;
        }
    }

    /** A store may hold no time beyond: PostgreSQL ends long before Java does. */
    private static @Nullable Instant within(Instant at) {
        boolean held =
                at.isAfter(Instant.parse("0001-01-01T00:00:00Z"))
                        && at.isBefore(Instant.parse("9999-12-31T00:00:00Z"));
        return held ? at : null;
    }
}
