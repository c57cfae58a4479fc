package dev.mayfly.jobs.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs by a cron expression on the wall clock of a time zone, which is always named: there is no
 * default zone.
 *
 * <p><b>Expression.</b> Five fields (minute, hour, day of month, month, day of week) or six with
 * seconds first; without them the second is 0. Names ({@code MON}, {@code JAN}), lists, ranges,
 * steps, {@code ?}, {@code L}, {@code W} and {@code #} are known, Sunday is 0 and 7, and so are
 * {@code @hourly}, {@code @daily}, {@code @weekly}, {@code @monthly} and {@code @yearly}. Where
 * both the day of month and the day of week are restricted, both must match, as in Spring and
 * unlike in Unix: {@code 0 0 13 * FRI} is midnight of every Friday the 13th.
 *
 * <p><b>Daylight saving.</b> An expression whose hour field is {@code *} follows elapsed time:
 * {@code *}{@code /10 * * * *} runs every ten minutes, also through the repeated hour. Any other
 * one speaks of times of the day. A time that does not exist because clocks go forward runs once,
 * in the moment after the gap; a time that exists twice because clocks go back runs at its first
 * occurrence only. In Europe/Berlin {@code 30 2 * * *} runs on the last Sunday of March at 03:00
 * summer time, and on the last Sunday of October at 02:30 summer time and not again at 02:30 winter
 * time.
 *
 * <p>Thread rule: immutable.
 */
public final class Cron implements Schedule {

    private static final CronParser PARSER =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53));

    private static final String FIELDS =
            "write 5 fields (minute hour day-of-month month day-of-week) or 6 with seconds first,"
                    + " for instance \"0 3 * * *\" for every day at 03:00";

    private static final List<String> NICKNAMES =
            List.of(
                    "@hourly",
                    "@daily",
                    "@midnight",
                    "@weekly",
                    "@monthly",
                    "@yearly",
                    "@annually");

    private final String expression;
    private final ZoneId zone;
    private final ExecutionTime times;
    private final boolean everyHour;

    /**
     * Reads an expression.
     *
     * @param expression as above; surplus blanks do not matter
     * @param zone whose wall clock the expression speaks of
     * @throws IllegalArgumentException if the expression is not valid, or no time ever matches it
     */
    public Cron(String expression, ZoneId zone) {
        this.expression = expression.strip().replaceAll("\\s+", " ");
        this.zone = zone;
        String full = withSeconds(this.expression);
        this.times = parse(full);
        String[] fields = full.split(" ");
        this.everyHour =
                full.equals("@hourly")
                        || (fields.length == 6
                                && (fields[2].equals("*") || fields[2].equals("*/1")));
        if (nextLocal(LocalDateTime.of(2000, 1, 1, 0, 0)) == null) {
            throw invalid("no day ever matches it", null);
        }
    }

    private String withSeconds(String text) {
        if (text.startsWith("@")) {
            String nickname = text.toLowerCase(Locale.ROOT);
            if (!NICKNAMES.contains(nickname)) {
                throw invalid("known words are " + String.join(", ", NICKNAMES), null);
            }
            return nickname;
        }
        int fields = text.isEmpty() ? 0 : text.split(" ").length;
        return switch (fields) {
            case 5 -> "0 " + text;
            case 6 -> text;
            default -> throw invalid("it has " + fields + " fields; " + FIELDS, null);
        };
    }

    private ExecutionTime parse(String full) {
        try {
            return ExecutionTime.forCron(PARSER.parse(full).validate());
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            throw invalid(
                    reason.replace("Failed to parse cron expression. ", "") + "; " + FIELDS, e);
        }
    }

    private IllegalArgumentException invalid(String reason, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "cron expression \"" + expression + "\" is not valid: " + reason, cause);
    }

    /**
     * The expression.
     *
     * @return as given, with surplus blanks removed
     */
    public String expression() {
        return expression;
    }

    /**
     * The time zone.
     *
     * @return as given
     */
    public ZoneId zone() {
        return zone;
    }

    @Override
    public Optional<Instant> next(Instant after) {
        try {
            return Optional.ofNullable(everyHour ? nextElapsed(after) : nextOfDay(after));
        } catch (java.time.DateTimeException beyondTheEndOfTime) {
            return Optional.empty();
        }
    }

    /** Walks at a constant offset from one change of the zone's offset to the next. */
    private @Nullable Instant nextElapsed(Instant after) {
        ZoneRules rules = zone.getRules();
        Instant from = after;
        ZoneOffset offset = rules.getOffset(after);
        while (true) {
            LocalDateTime local = nextLocal(LocalDateTime.ofInstant(from, offset));
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (local == null) {
                return null;
            }
            Instant candidate = local.toInstant(offset);
            if (change == null || candidate.isBefore(change.getInstant())) {
                return candidate;
            }
            // A nanosecond back, because the moment of the change itself may match the new offset.
            offset = change.getOffsetAfter();
            Instant atChange = change.getInstant();
            LocalDateTime first =
                    nextLocal(LocalDateTime.ofInstant(atChange.minusNanos(1), offset));
            if (first != null && first.toInstant(offset).equals(atChange)) {
                return atChange;
            }
            from = atChange;
        }
    }

    private @Nullable Instant nextOfDay(Instant after) {
        ZoneRules rules = zone.getRules();
        LocalDateTime local = LocalDateTime.ofInstant(after, zone);
        while (true) {
            local = nextLocal(local);
            if (local == null) {
                return null;
            }
            List<ZoneOffset> offsets = rules.getValidOffsets(local);
            // None in a gap, two in an overlap, of which the first is the earlier one.
            Instant candidate =
                    offsets.isEmpty()
                            ? rules.getTransition(local).getInstant()
                            : local.toInstant(offsets.getFirst());
            if (candidate.isAfter(after)) {
                return candidate;
            }
        }
    }

    /**
     * The expression knows nothing of zones here: the library's own handling of them is not used.
     */
    private @Nullable LocalDateTime nextLocal(LocalDateTime after) {
        return times.nextExecution(ZonedDateTime.of(after, ZoneOffset.UTC))
                .map(ZonedDateTime::toLocalDateTime)
                .orElse(null);
    }

    @Override
    public String describe() {
        return "cron \"" + expression + "\" in " + zone;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cron cron
                && expression.equals(cron.expression)
                && zone.equals(cron.zone);
    }

    @Override
    public int hashCode() {
        return 31 * expression.hashCode() + zone.hashCode();
    }

    /** Returns the same as {@link #describe()}. */
    @Override
    public String toString() {
        return describe();
    }
}
