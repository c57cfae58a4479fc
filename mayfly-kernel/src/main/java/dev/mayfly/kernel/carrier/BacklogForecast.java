package dev.mayfly.kernel.carrier;

/**
 * Guesses how much work a carrier will have waiting, which weighs the choice of whom to steal from.
 *
 * <p>A guess may be late and wrong: it decides who is asked first, never who may run.
 *
 * <p>Thread rule: {@link #observe} is called by the carrier it is about, {@link #backlog} by any
 * thread; neither may block.
 */
public interface BacklogForecast {

    /**
     * A carrier tells the length of its own queue, every {@value Carrier#OBSERVATION_PERIOD} turns.
     *
     * @param carrier which, from 0
     * @param queued how many wait there
     */
    void observe(int carrier, int queued);

    /**
     * How much is likely to wait at a carrier.
     *
     * @param carrier which, from 0
     * @return zero or more, in any unit; greater means more
     */
    double backlog(int carrier);
}
