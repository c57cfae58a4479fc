package dev.mayfly.kernel.carrier;

import java.time.Duration;

/**
 * Guesses for how long a carrier will be busy with what waits there. It weighs the choice of whom
 * to steal from, and its sum over the carriers is part of the {@linkplain
 * dev.mayfly.kernel.load.BackPressureListener load}.
 *
 * <p>A guess may be late and wrong: it decides who is asked first and when senders are told to slow
 * down, never who may run. {@link MovingAverageForecast} is used unless another is set.
 *
 * <p>Thread rule: {@link #observe} is called by the watch of the carriers, one call at a time, and
 * {@link #backlog} by any thread at the same time; neither may block. What they throw is told to
 * the thread's uncaught-exception handler, and the guess counts as zero.
 */
public interface BacklogForecast {

    /** Makes a forecast for a pool of carriers. */
    @FunctionalInterface
    interface Factory {

        /**
         * Makes it. Called once for each pool, before its carriers start.
         *
         * @param carriers the most carriers there can be, spares included
         * @return a forecast of its own
         */
        BacklogForecast create(int carriers);
    }

    /**
     * What the watch saw of a carrier, after it had looked at it before: 1 to 8 ms ago.
     *
     * @param carrier which, from 0
     * @param queued how many units wait in its own queue now
     * @param turns how many turns it began since the look before
     * @param busy for how long it was at work since then; zero where it slept in between, since
     *     nobody knows then
     * @param current for how long its present turn has lasted, as far as the watch can tell; zero
     *     where there is none
     */
    record Observation(int carrier, int queued, long turns, Duration busy, Duration current) {}

    /**
     * The watch has looked at a carrier.
     *
     * @param seen what it saw
     */
    void observe(Observation seen);

    /**
     * How long a carrier will be busy until the last of its units has had its turn. Asked often: by
     * carriers that look for work.
     *
     * @param carrier which, from 0
     * @param queued how many units wait there now; zero or more
     * @return seconds, zero or more
     */
    double backlog(int carrier, int queued);
}
