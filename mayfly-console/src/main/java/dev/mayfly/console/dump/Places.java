package dev.mayfly.console.dump;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Turns plain data into records, and names the place where that fails. */
final class Places {

    /** Whatever is shown or reckoned with lies between these: sums of nanoseconds fit a long. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final Duration LONGEST = Duration.ofDays(365L * 200_000);

    private Places() {}

    static <A, B> List<B> each(String place, List<A> values, Function<A, B> make) {
        List<B> made = new ArrayList<>(values.size());
        for (A value : values) {
            made.add(one(place + "[" + made.size() + "]", value, make));
        }
        return List.copyOf(made);
    }

    static <A, B> B one(String place, A value, Function<A, B> make) {
        try {
            return make.apply(value);
        } catch (DumpException e) {
            throw new DumpException(place + "." + e.getMessage());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new DumpException(place + ": " + e.getMessage());
        }
    }

    static Instant time(String field, String text) {
        Instant time;
        try {
            time = Instant.parse(text);
        } catch (DateTimeException e) {
            throw new DumpException(
                    field + ": \"" + cut(text) + "\" is no time such as 2026-01-31T12:00:00Z");
        }
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new DumpException(
                    field + ": \"" + cut(text) + "\" is not between the years 1970 and 2200");
        }
        return time;
    }

    static @Nullable Instant timeOrNull(String field, @Nullable String text) {
        return text == null ? null : time(field, text);
    }

    static Duration duration(String field, String text) {
        Duration duration;
        try {
            duration = Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new DumpException(
                    field + ": \"" + cut(text) + "\" is no duration such as PT1.5S");
        }
        if (duration.abs().compareTo(LONGEST) > 0) {
            throw new DumpException(field + ": \"" + cut(text) + "\" is longer than 200000 years");
        }
        return duration;
    }

    static <E extends Enum<E>> E word(String field, Class<E> type, String text) {
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(text.toUpperCase(Locale.ROOT))) {
                return value;
            }
        }
        throw new DumpException(
                field + ": \"" + cut(text) + "\" is a word that this console does not know");
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
