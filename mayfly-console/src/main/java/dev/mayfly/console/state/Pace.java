package dev.mayfly.console.state;

import dev.mayfly.console.view.Spark;

/** How fast queues are. */
public interface Pace {

    /**
     * How many ended each second, over the last ten seconds.
     *
     * @param queue the queue's name
     * @return tasks a second; not a number where nobody has counted
     */
    double rate(String queue);

    /**
     * How many failed during the last two minutes.
     *
     * @param queue the queue's name
     * @return attempts that failed
     */
    long failed(String queue);

    /**
     * The chart of a queue.
     *
     * @param queue the queue's name
     * @return the last two minutes
     */
    Spark spark(String queue);
}
