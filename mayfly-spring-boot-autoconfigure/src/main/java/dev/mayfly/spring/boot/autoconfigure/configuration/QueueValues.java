package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Queue;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyProperties.Rate;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** What is set for the limits of a queue. */
public final class QueueValues {

    private static final int MOST_PERMITS = 1_000_000;
    private static final Duration LONGEST_PERIOD = Duration.ofDays(31);

    private QueueValues() {}

    /**
     * The limits of a queue, whose values were checked.
     *
     * @param queue what is set
     * @return the limits over all nodes; the concurrency of a node is the kernel's
     */
    public static QueueLimits limits(Queue queue) {
        Rate rate = queue.rate();
        return new QueueLimits(
                null,
                queue.globalConcurrency(),
                queue.keyConcurrency(),
                rate == null || rate.permits() == null
                        ? null
                        : new RateLimit(rate.permits(), rate.period(), rate.burst()),
                queue.keyOrder());
    }

    static void check(String key, Queue queue, Problems problems) {
        atLeastOne(key + ".global-concurrency", queue.globalConcurrency(), problems);
        atLeastOne(key + ".key-concurrency", queue.keyConcurrency(), problems);
        Integer perKey = queue.keyConcurrency();
        if (queue.keyOrder().isFifo() && perKey != null && perKey > 1) {
            problems.add(
                    key + ".key-concurrency",
                    perKey,
                    "Jobs of one key that run in order run one after the other, not "
                            + perKey
                            + " at once.",
                    "Leave it out, or write " + key + ".key-order=none.");
        }
        if (queue.rate() != null) {
            rate(key + ".rate", queue.rate(), problems);
        }
    }

    private static void atLeastOne(String key, @Nullable Integer value, Problems problems) {
        if (value != null && value < 1) {
            problems.add(
                    key,
                    value,
                    "With a limit below 1 nothing would ever run.",
                    "Write 1 or more, or leave it out for no limit.");
        }
    }

    private static void rate(String key, Rate rate, Problems problems) {
        Integer permits = rate.permits();
        if (permits == null || permits < 1 || permits > MOST_PERMITS) {
            problems.add(
                    key + ".permits",
                    permits,
                    "A rate is 1 to " + MOST_PERMITS + " jobs within its period.",
                    "Write how many may start within " + key + ".period, for instance 10.");
        } else if (rate.burst() < 1 || rate.burst() > permits) {
            problems.add(
                    key + ".burst",
                    rate.burst(),
                    "A burst is 1 to as many jobs as the rate permits, " + permits + ".",
                    "Write 1 for none, or up to " + permits + ".");
        }
        if (!rate.period().isPositive() || rate.period().compareTo(LONGEST_PERIOD) > 0) {
            problems.add(
                    key + ".period",
                    rate.period(),
                    "The period of a rate is longer than nothing, and 31 days at most.",
                    "Write for instance 1s, 1m or 1d.");
        }
    }
}
