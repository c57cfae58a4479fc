package dev.mayfly.jobs.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Whether and when a failed attempt is followed by another.
 *
 * <p>The wait after the n-th failure is {@code initialDelay × multiplier^(n-1)}, at most {@code
 * maxDelay}, shortened by a random share of up to {@code jitter}. With {@link #DEFAULT} (5
 * attempts, 1 s, × 4, 20 % jitter) the waits are 0.8–1 s, 3.2–4 s, 12.8–16 s and 51.2–64 s; a job
 * that always fails has failed for good 68 to 85 s after its first attempt, run times not counted.
 *
 * <p>Which exceptions are retried is decided by class <em>names</em>, since a policy is stored with
 * the job: the class of what was thrown is looked up in both sets, then its superclass, and so on;
 * the nearest match decides. Where none matches, the attempt is retried unless {@code retryOn}
 * names something. Causes are not looked at. With {@code retryOn = {java.io.IOException}} and
 * {@code noRetryOn = {java.io.FileNotFoundException}} a broken pipe is retried, a missing file is
 * not, and neither is a NullPointerException.
 *
 * @param maxAttempts attempts in all, 1 or more; 1 means no retry
 * @param initialDelay the wait after the first failure, zero or more
 * @param multiplier by how much each wait is longer than the one before, 1.0 or more
 * @param maxDelay the longest wait, not below the initial one
 * @param jitter the largest share by which a wait is shortened at random, 0.0 to 1.0
 * @param retryOn names of exception classes to retry; empty for all
 * @param noRetryOn names of exception classes not to retry
 */
public record RetryPolicy(
        int maxAttempts,
        Duration initialDelay,
        double multiplier,
        Duration maxDelay,
        double jitter,
        Set<String> retryOn,
        Set<String> noRetryOn) {

    /** 5 attempts; 1 s, × 4, at most 15 min, 20 % jitter; every exception. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(
                    5, Duration.ofSeconds(1), 4.0, Duration.ofMinutes(15), 0.2, Set.of(), Set.of());

    /** One attempt, no retry. */
    public static final RetryPolicy NONE = DEFAULT.withMaxAttempts(1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range, or a class is in both sets
     */
    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "maxAttempts " + maxAttempts + " is below 1; 1 means no retry");
        }
        if (initialDelay.isNegative()) {
            throw new IllegalArgumentException("initialDelay " + initialDelay + " is negative");
        }
        if (!(multiplier >= 1.0) || Double.isInfinite(multiplier)) {
            throw new IllegalArgumentException(
                    "multiplier " + multiplier + " is below 1.0; 1.0 keeps all waits equal");
        }
        if (maxDelay.compareTo(initialDelay) < 0) {
            throw new IllegalArgumentException(
                    "maxDelay " + maxDelay + " is below initialDelay " + initialDelay);
        }
        if (!(jitter >= 0.0 && jitter <= 1.0)) {
            throw new IllegalArgumentException("jitter " + jitter + " is outside 0.0 to 1.0");
        }
        retryOn = Set.copyOf(retryOn);
        noRetryOn = Set.copyOf(noRetryOn);
        for (String name : retryOn) {
            if (noRetryOn.contains(name)) {
                throw new IllegalArgumentException(name + " is in both retryOn and noRetryOn");
            }
        }
    }

    /**
     * Tells whether the rules for exceptions allow another attempt; the number of attempts is not
     * looked at.
     *
     * @param failure what the attempt threw
     * @return true if it may be retried
     */
    public boolean retries(Throwable failure) {
        return retries(failure.getClass());
    }

    /**
     * Tells whether the rules for exceptions allow another attempt; the number of attempts is not
     * looked at.
     *
     * @param failure the class of what the attempt threw
     * @return true if it may be retried
     */
    public boolean retries(Class<? extends Throwable> failure) {
        for (Class<?> type = failure; type != null; type = type.getSuperclass()) {
            if (noRetryOn.contains(type.getName())) {
                return false;
            }
            if (retryOn.contains(type.getName())) {
                return true;
            }
        }
        return retryOn.isEmpty();
    }

    /**
     * The wait before the next attempt.
     *
     * @param failures how many attempts have failed, 1 or more
     * @param random the source of the jitter; not touched where the jitter is 0
     * @return the wait, between {@code (1 - jitter)} of the full wait and the full wait
     * @throws IllegalArgumentException if there was no failure
     */
    public Duration delayAfter(int failures, RandomGenerator random) {
        checkFailures(failures);
        return wait(failures, jitter == 0 ? 1.0 : 1.0 - jitter * random.nextDouble());
    }

    private static void checkFailures(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("failures " + failures + " is below 1");
        }
    }

    private Duration wait(int failures, double share) {
        double limit = seconds(maxDelay);
        // The power may be infinite for a large number of failures; the minimum takes care of it.
        double full =
                initialDelay.isZero()
                        ? 0
                        : Math.min(
                                seconds(initialDelay) * Math.pow(multiplier, failures - 1), limit);
        double wait = full * share;
        return wait >= limit ? maxDelay : fromSeconds(wait);
    }

    /**
     * The attempts that follow a failure which is retried, with their times.
     *
     * <p>With {@link #DEFAULT} and a first failure at 18:20:00 the second attempt is due between
     * 18:20:00.8 and 18:20:01, the third 3.2 to 4 s after the second has failed, so between
     * 18:20:04 and 18:20:05, the fourth between 18:20:16.8 and 18:20:21, the fifth and last between
     * 18:21:08 and 18:21:25; then the job is kept as FAILED. What attempts run for is not counted.
     *
     * @param failures how many attempts have failed, the one at {@code failedAt} included, 1 or
     *     more
     * @param failedAt when the last of them failed
     * @return what follows if every attempt fails at once; {@link RetryPreview#NONE} if none does
     * @throws IllegalArgumentException if there was no failure
     */
    public RetryPreview preview(int failures, Instant failedAt) {
        checkFailures(failures);
        var attempts = new ArrayList<RetryPreview.NextAttempt>();
        Instant earliest = failedAt;
        Instant latest = failedAt;
        int following = Math.max(0, maxAttempts - failures);
        for (int i = 0; i < Math.min(following, RetryPreview.MOST); i++) {
            Duration shortest = wait(failures + i, 1.0 - jitter);
            Duration longest = wait(failures + i, 1.0);
            earliest = later(earliest, shortest);
            latest = later(latest, longest);
            attempts.add(
                    new RetryPreview.NextAttempt(
                            failures + i + 1, shortest, longest, earliest, latest));
        }
        return new RetryPreview(attempts, following - attempts.size());
    }

    /**
     * The attempts that follow a failure of some kind, with their times: those of {@link
     * #preview(int, Instant)} where the kind is retried, and none where it is not.
     *
     * <p>With {@code retryOn = {java.io.IOException}} a {@code java.net.ConnectException} has the
     * attempts of the policy before it, a NullPointerException none. Failures that are never
     * retried, whatever the policy says, are a {@code PermanentFailureException}, a payload that
     * does not fit, a job whose name is not known, and a step that cannot be stored.
     *
     * @param failure the class of what every attempt throws
     * @param failures how many attempts have failed, the one at {@code failedAt} included, 1 or
     *     more
     * @param failedAt when the last of them failed
     * @return what follows if every attempt fails at once
     * @throws IllegalArgumentException if there was no failure
     */
    public RetryPreview preview(
            Class<? extends Throwable> failure, int failures, Instant failedAt) {
        checkFailures(failures);
        return retries(failure) ? preview(failures, failedAt) : RetryPreview.NONE;
    }

    /** A wait of a hundred thousand years is allowed, and leads out of the calendar. */
    private static Instant later(Instant time, Duration wait) {
        try {
            return time.plus(wait);
        } catch (DateTimeException | ArithmeticException e) {
            return Instant.MAX;
        }
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static Duration fromSeconds(double seconds) {
        long whole = (long) seconds;
        return Duration.ofSeconds(whole, Math.round((seconds - whole) * 1e9));
    }

    /**
     * This policy with another number of attempts.
     *
     * @param maxAttempts attempts in all, 1 or more
     * @return a copy
     */
    public RetryPolicy withMaxAttempts(int maxAttempts) {
        return new RetryPolicy(
                maxAttempts, initialDelay, multiplier, maxDelay, jitter, retryOn, noRetryOn);
    }

    /**
     * This policy with other waits.
     *
     * @param initialDelay the wait after the first failure
     * @param multiplier by how much each wait is longer than the one before
     * @param maxDelay the longest wait
     * @return a copy
     */
    public RetryPolicy withDelays(Duration initialDelay, double multiplier, Duration maxDelay) {
        return new RetryPolicy(
                maxAttempts, initialDelay, multiplier, maxDelay, jitter, retryOn, noRetryOn);
    }

    /**
     * This policy with another jitter.
     *
     * @param jitter the largest share by which a wait is shortened, 0.0 to 1.0
     * @return a copy
     */
    public RetryPolicy withJitter(double jitter) {
        return new RetryPolicy(
                maxAttempts, initialDelay, multiplier, maxDelay, jitter, retryOn, noRetryOn);
    }

    /**
     * This policy with other exceptions to retry.
     *
     * @param names of exception classes; empty for all
     * @return a copy
     */
    public RetryPolicy withRetryOn(Set<String> names) {
        return new RetryPolicy(
                maxAttempts, initialDelay, multiplier, maxDelay, jitter, names, noRetryOn);
    }

    /**
     * This policy with other exceptions not to retry.
     *
     * @param names of exception classes
     * @return a copy
     */
    public RetryPolicy withNoRetryOn(Set<String> names) {
        return new RetryPolicy(
                maxAttempts, initialDelay, multiplier, maxDelay, jitter, retryOn, names);
    }
}
