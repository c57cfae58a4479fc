package dev.mayfly.jobs.lint;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.LintRule;

import java.time.Duration;
import java.util.List;

/**
 * The rules about jobs. They read the store's counters and the list of recurring jobs, and of jobs
 * only a page of 20 where there is something to tell.
 *
 * <p>This type only makes them; it has no instances.
 */
public final class JobLints {

    /** How many retries of a queue within a minute are a storm unless set: 50. */
    public static final int DEFAULT_RETRIES = 50;

    /** How long jobs may be ready in a queue that no node serves, unless set: 1 min. */
    public static final Duration DEFAULT_UNSERVED = Duration.ofMinutes(1);

    private JobLints() {}

    /**
     * All of them, as they are unless set.
     *
     * @param scheduler what the jobs run on
     * @param jobs what they look at
     * @return new rules, for one {@code Lints}
     */
    public static List<LintRule> rules(Scheduler scheduler, Jobs jobs) {
        return List.of(
                retryStorm(scheduler, jobs, DEFAULT_RETRIES),
                cronOverlap(scheduler, jobs),
                queueWithoutNode(scheduler, jobs, DEFAULT_UNSERVED));
    }

    /**
     * {@code retry-storm}: within a minute so many attempts of a queue's jobs failed and are to be
     * made again, and those are half of all attempts at least. In a shared store it counts those of
     * all nodes.
     *
     * @param scheduler what the jobs run on
     * @param jobs what it looks at
     * @param retries how many, 1 or more
     * @return a new rule
     * @throws IllegalArgumentException if the number is below 1
     */
    public static LintRule retryStorm(Scheduler scheduler, Jobs jobs, int retries) {
        if (retries < 1) {
            throw new IllegalArgumentException("retries " + retries + " is below 1");
        }
        return new RetryStormRule(scheduler.clock(), jobs, retries);
    }

    /**
     * {@code cron-overlap}: runs of a recurring job come while the one before has not ended, and
     * are left out or wait. It goes when two runs began in time. Where runs may be beside each
     * other ({@code ALLOW_ALL}), nothing is wrong with that.
     *
     * @param scheduler what the jobs run on
     * @param jobs what it looks at
     * @return a new rule
     */
    public static LintRule cronOverlap(Scheduler scheduler, Jobs jobs) {
        return new CronOverlapRule(scheduler.clock(), jobs);
    }

    /**
     * {@code queue-without-node}: jobs are ready in a queue that this node does not have, and none
     * was started by another for a while.
     *
     * @param scheduler what the jobs run on
     * @param jobs what it looks at
     * @param patience for how long, more than zero
     * @return a new rule
     * @throws IllegalArgumentException if the time is zero or less
     */
    public static LintRule queueWithoutNode(Scheduler scheduler, Jobs jobs, Duration patience) {
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("patience " + patience + " is not positive");
        }
        return new UnservedQueueRule(scheduler, jobs, patience);
    }
}
