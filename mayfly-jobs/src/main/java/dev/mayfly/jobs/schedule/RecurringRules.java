package dev.mayfly.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What becomes of the runs of a recurring job that come at a bad time. Nothing of it is implied:
 * these are the rules, and {@link #DEFAULT} says which hold where none are given.
 *
 * @param overlap what becomes of a run that comes while the job of the one before has not ended
 * @param catchUp what becomes of runs that were missed: the process was down, the machine slept,
 *     the clock was set forward
 * @param catchUpWindow how late a run may be and still be made up for, positive; older ones are
 *     counted as missed
 * @param spread each run starts this much later at most, by a share that depends on the recurring
 *     job and the time of the run alone, so that a thousand jobs at midnight do not start at once,
 *     and every process computes the same time; zero for on the dot
 */
public record RecurringRules(
        Overlap overlap, CatchUp catchUp, Duration catchUpWindow, Duration spread) {

    /** One at a time, one run for all that were missed within the last 365 days, on the dot. */
    public static final RecurringRules DEFAULT =
            new RecurringRules(Overlap.SKIP, CatchUp.LATEST, Duration.ofDays(365), Duration.ZERO);

    /** With {@link CatchUp#NONE}, a run that is this late is still taken for being on time. */
    public static final Duration ON_TIME = Duration.ofMinutes(1);

    private static final int MANTISSA = 53;

    /** What becomes of a run that comes while the job of the one before has not ended. */
    public enum Overlap {
        /** It is left out and counted as skipped. */
        SKIP,
        /** One run waits for the end; others that come meanwhile are skipped. */
        BUFFER_ONE,
        /** All wait for their turn, one after the other, up to 1000; others are skipped. */
        BUFFER_ALL,
        /** The job that runs is asked to end, and the newest run waits for that. */
        CANCEL_OTHER,
        /** It starts at once, beside the other. */
        ALLOW_ALL
    }

    /** What becomes of runs that were missed. */
    public enum CatchUp {
        /** One run, at once, stands for all of them; the others are counted as missed. */
        LATEST,
        /** Each is made up for, in order; see {@link Overlap} for how they meet each other. */
        ALL,
        /** None is, but for one that is less than a minute late. */
        NONE
    }

    /**
     * Checks the times.
     *
     * @throws IllegalArgumentException if the window is not positive or the spread is negative
     */
    public RecurringRules {
        if (!catchUpWindow.isPositive()) {
            throw new IllegalArgumentException(
                    "catch-up window "
                            + catchUpWindow
                            + " is not positive; to make up for nothing, say CatchUp.NONE");
        }
        if (spread.isNegative()) {
            throw new IllegalArgumentException(
                    "spread " + spread + " is negative; say PT0S for on the dot");
        }
    }

    /**
     * These rules with another overlap.
     *
     * @param overlap what becomes of a run that comes too early
     * @return a copy
     */
    public RecurringRules withOverlap(Overlap overlap) {
        return new RecurringRules(overlap, catchUp, catchUpWindow, spread);
    }

    /**
     * These rules with another way to make up for missed runs.
     *
     * @param catchUp what becomes of missed runs
     * @return a copy
     */
    public RecurringRules withCatchUp(CatchUp catchUp) {
        return new RecurringRules(overlap, catchUp, catchUpWindow, spread);
    }

    /**
     * These rules with another window.
     *
     * @param window how late a run may be, positive
     * @return a copy
     */
    public RecurringRules withCatchUpWindow(Duration window) {
        return new RecurringRules(overlap, catchUp, window, spread);
    }

    /**
     * These rules with another spread.
     *
     * @param spread how much later a run starts at most, zero or more, and less than the time from
     *     one run to the next
     * @return a copy
     */
    public RecurringRules withSpread(Duration spread) {
        return new RecurringRules(overlap, catchUp, catchUpWindow, spread);
    }

    /**
     * How late a run may be and still be submitted.
     *
     * @return the window; with {@link CatchUp#NONE} a minute at most
     */
    public Duration lateness() {
        return catchUp == CatchUp.NONE && catchUpWindow.compareTo(ON_TIME) > 0
                ? ON_TIME
                : catchUpWindow;
    }

    /**
     * When a run really starts.
     *
     * @param id of the recurring job
     * @param run when the schedule has it
     * @return the same time, or later by less than the spread, in whole microseconds
     */
    public Instant start(String id, Instant run) {
        if (spread.isZero()) {
            return run;
        }
        long late = (long) (share(id, run) * spread.toNanos());
        // Stored times are of whole microseconds, and so is the time that is compared with this.
        return run.plus(late / 1_000, ChronoUnit.MICROS);
    }

    /**
     * From 0 to below 1, the same in every process: {@link String#hashCode()} is specified, and the
     * rest is the finalizer of MurmurHash3 (Austin Appleby), which spreads neighbouring times.
     */
    private static double share(String id, Instant run) {
        long bits = id.hashCode() * 0x9E3779B97F4A7C15L + run.getEpochSecond();
        bits = (bits ^ (bits >>> 33)) * 0xFF51AFD7ED558CCDL;
        bits = (bits ^ (bits >>> 33)) * 0xC4CEB9FE1A85EC53L;
        bits ^= bits >>> 33;
        return (bits >>> (Long.SIZE - MANTISSA)) * 0x1.0p-53;
    }

    /**
     * Checks that the spread leaves the runs of a schedule in order.
     *
     * @param schedule whose runs
     * @param from the next 100 runs from this time are looked at
     * @throws IllegalArgumentException if two of them are no further apart than the spread
     */
    public void checkAgainst(Schedule schedule, Instant from) {
        if (spread.isZero()) {
            return;
        }
        Instant before = null;
        for (Instant run : schedule.next(from, 100)) {
            if (before != null && Duration.between(before, run).compareTo(spread) <= 0) {
                throw new IllegalArgumentException(
                        "spread "
                                + spread
                                + " is not shorter than the time between the runs at "
                                + before
                                + " and "
                                + run
                                + "; choose a shorter one");
            }
            before = run;
        }
    }
}
