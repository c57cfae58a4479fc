package dev.mayfly.kernel.load;

/**
 * Hears when the kernel fills up, so that work which only feeds it (reading from sockets, fetching
 * from queues) can be held back before tasks are refused. System tasks do not count. The load is
 * from 0 to 1:
 *
 * <pre>load = max(live tasks / cap, predicted wait / longest wait)</pre>
 *
 * <p>The predicted wait is how long a unit that becomes ready, a task or a handler of an agent, is
 * likely to wait for its turn: the work queued for the carriers, as their {@link
 * dev.mayfly.kernel.carrier.BacklogForecast} guesses it, by their number. With a longest wait of 10
 * s, 4 carriers and turns of 2 ms, 16 000 units that are ready make 8 s, and so a load of 0.8.
 * Where no engine has carriers of its own, in portable mode for instance, nobody can tell how long
 * a turn takes, and the load is that of live tasks.
 *
 * <p>With a cap of 1000, {@link #pause} is called when the 800th task comes alive and {@link
 * #resume} when a task ends and leaves 500. In between nothing is called, however the load swings:
 * calls alternate, and begin with a pause.
 *
 * <p>Thread rule: called one call at a time, on the thread of a task that comes or goes or on that
 * of the carriers' watch, so it must be quick. It may submit tasks itself. What it throws is
 * counted as a listener failure.
 */
public interface BackPressureListener {

    /** The load from which I/O-heavy work is to pause: 0.8. */
    double PAUSE_AT = 0.8;

    /** The load down to which it stays paused: 0.5. */
    double RESUME_AT = 0.5;

    /**
     * The load has reached {@link #PAUSE_AT}.
     *
     * @param load what it is now; another thread may have changed it since
     */
    void pause(double load);

    /**
     * The load has fallen to {@link #RESUME_AT}.
     *
     * @param load what it is now
     */
    void resume(double load);
}
