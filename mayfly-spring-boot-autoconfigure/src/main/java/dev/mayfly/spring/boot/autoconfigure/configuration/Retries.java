package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.jobs.model.RetryPolicy;

import java.time.Duration;

/** Fills in what {@code mayfly.retry} leaves out. */
public final class Retries {

    private static final RetryPolicy DEFAULT = RetryPolicy.DEFAULT;

    private Retries() {}

    /**
     * The configured rules.
     *
     * @param retry checked values
     * @return the rules, with {@link RetryPolicy#DEFAULT} where nothing is set
     */
    public static RetryPolicy of(MayflyProperties.Retry retry) {
        return new RetryPolicy(
                retry.maxAttempts() == null ? DEFAULT.maxAttempts() : retry.maxAttempts(),
                initialDelay(retry),
                retry.multiplier() == null ? DEFAULT.multiplier() : retry.multiplier(),
                maxDelay(retry),
                retry.jitter() == null ? DEFAULT.jitter() : retry.jitter(),
                DEFAULT.retryOn(),
                DEFAULT.noRetryOn());
    }

    static Duration initialDelay(MayflyProperties.Retry retry) {
        return retry.initialDelay() == null ? DEFAULT.initialDelay() : retry.initialDelay();
    }

    /** The longest wait; where only a longer first wait is set, that one. */
    static Duration maxDelay(MayflyProperties.Retry retry) {
        if (retry.maxDelay() != null) {
            return retry.maxDelay();
        }
        Duration initial = initialDelay(retry);
        return initial.compareTo(DEFAULT.maxDelay()) > 0 ? initial : DEFAULT.maxDelay();
    }
}
