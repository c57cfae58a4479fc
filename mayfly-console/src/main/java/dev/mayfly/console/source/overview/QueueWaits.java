package dev.mayfly.console.source.overview;

import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long the jobs of each queue have waited that started here in the last two minutes: from when
 * one could have run to the start of its first attempt. Jobs that come after others are left out,
 * since when those ended is not in their records.
 *
 * <p>Waits fall into buckets of which each begins a quarter of a power of two above the one before,
 * from a microsecond to twelve days: a percentile is at most a quarter above the truth. A queue
 * takes some 20 KiB.
 *
 * <p>Thread rule: {@link #started} may be called by any thread, thousands of times a second; it
 * adds to one striped counter. The rest is safe for use by any thread.
 */
public final class QueueWaits {
    /** So many stretches of ten seconds are remembered, beside the one under way. */
    static final int STRETCHES = 12;

    private static final int QUARTERS = 4;
    private static final int LONGEST_POWER = 40;
    private static final int BUCKETS = LONGEST_POWER * QUARTERS;

    private final Map<String, Waits> byQueue = new ConcurrentHashMap<>();

    private static final class Waits {
        final LongAdder[] current = new LongAdder[BUCKETS];
        final long[][] before = new long[STRETCHES][BUCKETS]; // guarded by this
        int oldest; // guarded by this

        Waits() {
            for (int i = 0; i < BUCKETS; i++) {
                current[i] = new LongAdder();
            }
        }

        synchronized void advance() {
            for (int i = 0; i < BUCKETS; i++) {
                before[oldest][i] = current[i].sumThenReset();
            }
            oldest = (oldest + 1) % STRETCHES;
        }

        synchronized long[] sums() {
            long[] sums = new long[BUCKETS];
            for (int i = 0; i < BUCKETS; i++) {
                sums[i] = current[i].sum();
                for (long[] stretch : before) {
                    sums[i] += stretch[i];
                }
            }
            return sums;
        }
    }

    /**
     * How long jobs have waited.
     *
     * @param jobs how many
     * @param median half of them waited no longer
     * @param most 95 of 100 of them waited no longer
     */
    public record Figures(long jobs, Duration median, Duration most) {}

    /**
     * An attempt has started; those that are no first ones are not looked at.
     *
     * @param job the job, just RUNNING
     */
    public void started(JobRecord job) {
        JobOptions options = job.envelope().options();
        if (job.attempts() != 1 || !job.history().isEmpty() || options.policies().after() != null) {
            return;
        }
        Instant couldRun = job.submittedAt();
        if (options.delay() != null) {
            couldRun = couldRun.plus(options.delay());
        } else if (options.runAt() != null && options.runAt().isAfter(couldRun)) {
            couldRun = options.runAt();
        }
        add(job.queue(), Duration.between(couldRun, job.changedAt()));
    }

    void add(String queue, Duration wait) {
        Waits waits = byQueue.get(queue);
        if (waits == null) {
            waits = byQueue.computeIfAbsent(queue, name -> new Waits());
        }
        waits.current[bucket(wait)].increment();
    }

    /** Ends a stretch of ten seconds, and forgets the oldest. */
    public void advance() {
        byQueue.values().forEach(Waits::advance);
    }

    /**
     * How long jobs of a queue have waited.
     *
     * @param queue the queue's name
     * @return empty if none has started in the last two minutes
     */
    public Optional<Figures> of(String queue) {
        Waits waits = byQueue.get(queue);
        if (waits == null) {
            return Optional.empty();
        }
        long[] sums = waits.sums();
        long jobs = 0;
        for (long sum : sums) {
            jobs += sum;
        }
        return jobs == 0
                ? Optional.empty()
                : Optional.of(
                        new Figures(jobs, percentile(sums, jobs, 50), percentile(sums, jobs, 95)));
    }

    private static Duration percentile(long[] sums, long jobs, int percent) {
        long rank = (jobs * percent + 99) / 100;
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += sums[i];
            if (seen >= rank) {
                return Duration.ofNanos(1_000 * longest(i));
            }
        }
        return Duration.ofNanos(1_000 * longest(BUCKETS - 1));
    }

    /** Below four each microsecond has a bucket, above each quarter of a power of two. */
    private static int bucket(Duration wait) {
        long micros = wait.isNegative() ? 0 : wait.toNanos() / 1_000;
        if (micros < QUARTERS) {
            return (int) micros;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        if (power > LONGEST_POWER) {
            return BUCKETS - 1;
        }
        return (power - 1) * QUARTERS + (int) (micros >>> (power - 2) & (QUARTERS - 1));
    }

    /** The longest wait of a bucket, in microseconds. */
    private static long longest(int bucket) {
        if (bucket < QUARTERS) {
            return bucket;
        }
        int power = bucket / QUARTERS + 1;
        long quarter = 1L << (power - 2);
        return (QUARTERS + bucket % QUARTERS + 1) * quarter - 1;
    }
}
