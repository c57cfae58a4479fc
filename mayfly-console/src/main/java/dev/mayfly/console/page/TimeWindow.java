package dev.mayfly.console.page;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stretch of time that a timeline shows: in addresses {@code by=queues&span=60s}, and {@code
 * until=} with microseconds since 1970 where it stands still.
 *
 * @param by which lanes
 * @param span how long, {@link #SHORTEST} to {@link #LONGEST}, in whole microseconds
 * @param until where it ends, in whole microseconds; absent for one that follows the present
 */
public record TimeWindow(By by, Duration span, @Nullable Instant until) {
    /** The shortest stretch: 10 µs. */
    public static final Duration SHORTEST = Duration.ofNanos(10_000);

    /** The longest stretch: an hour. */
    public static final Duration LONGEST = Duration.ofHours(1);

    /** The queues in the last minute. */
    public static final TimeWindow DEFAULT = new TimeWindow(By.QUEUES, Duration.ofMinutes(1), null);

    private static final Pattern SPAN = Pattern.compile("([0-9]{1,10})(us|ms|s)");
    private static final Pattern UNTIL = Pattern.compile("[0-9]{1,16}");

    /** What the lanes are. */
    public enum By {
        /** A lane for each queue, with as many slots as ran at once. */
        QUEUES,
        /** A lane for each carrier. */
        CARRIERS
    }

    /** Brings the span between its limits, and the times to whole microseconds. */
    public TimeWindow {
        span = span.compareTo(SHORTEST) < 0 ? SHORTEST : span;
        span = span.compareTo(LONGEST) > 0 ? LONGEST : span;
        span = span.truncatedTo(ChronoUnit.MICROS);
        until = until == null ? null : until.truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The same stretch in other lanes.
     *
     * @param other which lanes
     * @return a copy
     */
    public TimeWindow by(By other) {
        return new TimeWindow(other, span, until);
    }

    /**
     * A stretch of this length that ends when this one does, and follows the present if it does.
     *
     * @param length how long
     * @return a copy
     */
    public TimeWindow spanning(Duration length) {
        return new TimeWindow(by, length, until);
    }

    /**
     * A stretch with the same middle that stands still.
     *
     * @param length how long
     * @param end where this one ends now
     * @return a copy
     */
    public TimeWindow around(Duration length, Instant end) {
        Duration grown = new TimeWindow(by, length, null).span().minus(span);
        return new TimeWindow(by, length, end.plus(grown.dividedBy(2)));
    }

    /**
     * A stretch as long as this one, at another place.
     *
     * @param end where it ends; absent for one that follows the present
     * @return a copy
     */
    public TimeWindow until(@Nullable Instant end) {
        return new TimeWindow(by, span, end);
    }

    /**
     * The window as addresses have it.
     *
     * @return a query that begins with a question mark
     */
    public String query() {
        String end =
                until == null ? "" : "&until=" + ChronoUnit.MICROS.between(Instant.EPOCH, until);
        return "?by=" + by.name().toLowerCase(Locale.ROOT) + "&span=" + words(span) + end;
    }

    private static String words(Duration span) {
        long micros = span.toNanos() / 1_000;
        if (micros % 1_000_000 == 0) {
            return micros / 1_000_000 + "s";
        }
        return micros % 1_000 == 0 ? micros / 1_000 + "ms" : micros + "us";
    }

    static Optional<TimeWindow> parse(Map<String, String> query) {
        String by = query.getOrDefault("by", "queues");
        Matcher span = SPAN.matcher(query.getOrDefault("span", "60s"));
        String until = query.get("until");
        boolean known = by.equals("queues") || by.equals("carriers");
        if (!known || !span.matches() || (until != null && !UNTIL.matcher(until).matches())) {
            return Optional.empty();
        }
        ChronoUnit unit =
                switch (span.group(2)) {
                    case "us" -> ChronoUnit.MICROS;
                    case "ms" -> ChronoUnit.MILLIS;
                    default -> ChronoUnit.SECONDS;
                };
        return Optional.of(
                new TimeWindow(
                        By.valueOf(by.toUpperCase(Locale.ROOT)),
                        Duration.of(Long.parseLong(span.group(1)), unit),
                        until == null
                                ? null
                                : Instant.EPOCH.plus(Long.parseLong(until), ChronoUnit.MICROS)));
    }
}
