package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares how far wall time and monotonic time came since the look before. A clock that is slewed
 * differs by half a millisecond a second, one that is set by as much as somebody likes.
 */
final class ClockJumpRule implements LintRule {

    /** Two clocks cannot be read at once. What lies further apart is read again: 20 ms. */
    private static final long CLOSE_NANOS = 20_000_000;

    private static final int TRIES = 3;

    private record Reading(long nanos, Instant wall) {}

    private final Clock clock;
    private final Duration limit;
    private @Nullable Reading before;

    ClockJumpRule(Clock clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
        this.before = read();
    }

    @Override
    public String name() {
        return "clock-jump";
    }

    @Override
    public Duration linger() {
        return Duration.ofMinutes(10);
    }

    /** Reads both clocks; null where the machine was too busy to read them close together. */
    private @Nullable Reading read() {
        for (int i = 0; i < TRIES; i++) {
            long nanos = clock.nanoTime();
            Instant wall = clock.wallTime();
            if (clock.nanoTime() - nanos < CLOSE_NANOS) {
                return new Reading(nanos, wall);
            }
        }
        return null;
    }

    @Override
    public List<Finding> look() {
        Reading now = read();
        Reading last = before;
        if (now == null || last == null) {
            before = last == null ? now : last; // a jump meanwhile is seen at the next look
            return List.of();
        }
        before = now;
        Duration passed = Duration.ofNanos(now.nanos - last.nanos);
        Duration jump = Duration.between(last.wall.plus(passed), now.wall);
        return jump.abs().compareTo(limit) < 0 ? List.of() : List.of(finding(last, now, jump));
    }

    private static Finding finding(Reading last, Reading now, Duration jump) {
        boolean back = jump.isNegative();
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("jumped by", (back ? "-" : "+") + Figures.duration(jump.abs()));
        evidence.put("wall clock before", last.wall.toString());
        evidence.put("wall clock after", now.wall.toString());
        evidence.put(
                "time passed between", Figures.duration(Duration.ofNanos(now.nanos - last.nanos)));
        return new Finding(
                new LintSubject(LintSubject.Type.CLOCK, "wall clock"),
                Finding.Severity.WARNING,
                "The wall clock of this machine jumped "
                        + (back ? "back" : "forward")
                        + " by "
                        + Figures.duration(jump.abs())
                        + ".",
                back
                        ? "Jobs that wait for a time come that much later than meant. Let the time"
                                + " service slew the clock instead of setting it."
                        : "Jobs that wait for a time were due at once, and recurring ones may have"
                                + " missed runs: see there. Let the time service slew the clock"
                                + " instead of setting it; a machine that slept jumps too.",
                evidence,
                Duration.ZERO);
    }
}
