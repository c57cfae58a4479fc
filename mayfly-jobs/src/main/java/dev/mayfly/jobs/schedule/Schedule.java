package dev.mayfly.jobs.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When something recurs. A schedule is a pure function of time, without a memory of its own: every
 * process that holds the same schedule computes the same runs, before and after a restart.
 */
public sealed interface Schedule permits FixedRate, Cron {

    /**
     * The first run after the given time.
     *
     * @param after runs at this very instant do not count
     * @return the next run; empty if there is none, for instance for the 30th of February
     */
    Optional<Instant> next(Instant after);

    /**
     * The schedule for people.
     *
     * @return for instance {@code every 10 min} or {@code cron "0 3 * * *" in Europe/Berlin}
     */
    String describe();

    /**
     * The next runs, as a preview.
     *
     * @param after runs at this very instant do not count
     * @param count how many at most, 0 or more
     * @return the runs in order; fewer than asked for if there are no more
     * @throws IllegalArgumentException if the count is negative
     */
    default List<Instant> next(Instant after, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count " + count + " is negative");
        }
        var runs = new ArrayList<Instant>(Math.min(count, 100));
        Optional<Instant> run = Optional.of(after);
        for (int i = 0; i < count; i++) {
            run = next(run.get());
            if (run.isEmpty()) {
                break;
            }
            runs.add(run.get());
        }
        return List.copyOf(runs);
    }

    /**
     * A run every so often, on the grid that the Unix epoch starts; see {@link FixedRate}.
     *
     * @param period from run to run, for instance {@code Duration.ofMinutes(10)}
     * @return the schedule
     * @throws IllegalArgumentException if the period is shorter than a millisecond
     */
    static Schedule every(Duration period) {
        return new FixedRate(period, Instant.EPOCH);
    }

    /**
     * Runs by a cron expression in a time zone; see {@link Cron}.
     *
     * @param expression five fields, or six with seconds first
     * @param zone whose wall clock the expression speaks of
     * @return the schedule
     * @throws IllegalArgumentException if the expression is not valid
     */
    static Schedule cron(String expression, ZoneId zone) {
        return new Cron(expression, zone);
    }
}
