package dev.mayfly.kernel.carrier;

import java.time.Duration;

/**
 * Guesses how much work waits, in seconds. How long a carrier's {@linkplain #backlog} will keep its
 * units waiting weighs the choice of whom to steal from; how long all the {@linkplain #work} will
 * take is part of the {@linkplain dev.mayfly.kernel.load.BackPressureListener load}.
 *
 * <p>A guess may be late and wrong: it decides who is asked first and when senders are told to slow
 * down, never who may run. {@link MovingAverageForecast} is used unless another is set.
 *
 * <p>Thread rule: {@link #observe} is called by the watch of the carriers, one call at a time, the
 * others by any thread at the same time; none may block. What they throw is told to the thread's
 * uncaught-exception handler, and the guess counts as zero.
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
     * How long so many units will take, if they are like those that the carrier runs.
     *
     * @param carrier which, from 0
     * @param queued how many units; zero or more
     * @return seconds of a carrier, zero or more
     */
    double work(int carrier, int queued);

    /**
     * How long the last of so many units will wait if nobody helps: as long as their work takes,
     * unless this is overridden, and what is left of the present turn. Asked often, by carriers
     * that look for work; the greater of two is asked for units first.
     *
     * @param carrier which, from 0
     * @param queued how many units wait there now; zero or more
     * @return seconds, zero or more
     */
    default double backlog(int carrier, int queued) {
        return work(carrier, queued);
    }
}
