package dev.mayfly.jobs.internal.recur;

import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.FixedRate;
import dev.mayfly.jobs.schedule.RecurringRules.CatchUp;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The runs of a recurring job that are due at a moment, by its rules for missed ones.
 *
 * @param runs those to be submitted, as the schedule has them, the oldest first; at most 100
 * @param missed how many others have passed, exact for a fixed rate and up to 1000 for a cron
 *     expression: to count the missed runs of years must not keep the timekeeper from its work
 * @param next the run after them, which may be due too if there were more than 100; null if there
 *     is none
 */
public record DueRuns(List<Instant> runs, long missed, @Nullable Instant next) {

    private static final int MOST_COUNTED = 1_000;
    private static final int MOST_AT_ONCE = 100;
    private static final List<Duration> STRIDES =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1),
                    Duration.ofHours(1),
                    Duration.ofDays(1),
                    Duration.ofDays(31));

    /** Copies the runs. */
    public DueRuns {
        runs = List.copyOf(runs);
    }

    /**
     * Looks at a recurring job.
     *
     * @param job one with a next run, which starts now or did before
     * @param now the time
     * @return what is due
     */
    public static DueRuns of(RecurringJob job, Instant now) {
        var walk = new Walk(job);
        long missed = walk.passBefore(now.minus(job.rules().lateness()));
        if (job.rules().catchUp() == CatchUp.ALL) {
            var runs = new ArrayList<Instant>();
            while (runs.size() < MOST_AT_ONCE && walk.startsBefore(justAfter(now))) {
                runs.add(walk.step());
            }
            return new DueRuns(runs, counted(job, missed), walk.at);
        }
        long passed = walk.passBefore(justAfter(now));
        return passed == 0
                ? new DueRuns(List.of(), counted(job, missed), walk.at)
                : new DueRuns(
                        List.of(Objects.requireNonNull(walk.last)),
                        counted(job, missed + passed - 1),
                        walk.at);
    }

    private static long counted(RecurringJob job, long missed) {
        return job.schedule() instanceof FixedRate ? missed : Math.min(missed, MOST_COUNTED);
    }

    private static Instant justAfter(Instant time) {
        return time.plusNanos(1);
    }

    /** A way along the runs of a schedule. */
    private static final class Walk {

        private final RecurringJob job;
        private @Nullable Instant at;
        private @Nullable Instant last;

        Walk(RecurringJob job) {
            this.job = job;
            this.at = job.nextRun();
        }

        boolean startsBefore(Instant limit) {
            return at != null && job.rules().start(job.id(), at).isBefore(limit);
        }

        Instant step() {
            Instant passed = Objects.requireNonNull(at);
            last = passed;
            at = job.schedule().next(passed).orElse(null);
            return passed;
        }

        /** Passes all runs that start before a time; returns how many they were. */
        long passBefore(Instant limit) {
            long count = at == null ? 0 : leap(at, limit.minus(job.rules().spread()));
            int steps = 0;
            while (startsBefore(limit)) {
                step();
                if (++steps == MOST_COUNTED) {
                    skipTo(limit);
                }
            }
            return count + steps;
        }

        /** A grid needs no counting: passes its runs before a time, whatever their spread. */
        private long leap(Instant from, Instant limit) {
            if (!(job.schedule() instanceof FixedRate rate) || !from.isBefore(limit)) {
                return 0;
            }
            Duration period = rate.period();
            long count = Duration.between(from, limit.minusNanos(1)).dividedBy(period) + 1;
            last = from.plus(period.multipliedBy(count - 1));
            at = job.schedule().next(last).orElse(null);
            return count;
        }

        /**
         * After so many runs that counting them has no end: goes on from one of the last before the
         * limit, so that the run that stands for all is the latest.
         */
        private void skipTo(Instant limit) {
            Instant sure = limit.minus(job.rules().spread());
            for (Duration back : STRIDES) {
                Instant near = job.schedule().next(sure.minus(back)).orElse(null);
                if (at != null && near != null && near.isBefore(sure) && near.isAfter(at)) {
                    at = near;
                    return;
                }
            }
        }
    }
}
