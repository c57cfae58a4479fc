package dev.mayfly.console.state;

import dev.mayfly.console.view.Spark;

import java.time.Duration;
import java.util.Optional;

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

    /**
     * How long jobs have waited that started in the last two minutes.
     *
     * @param queue the queue's name
     * @return empty where none did, or nobody has looked
     */
    Optional<Waits> waits(String queue);

    /**
     * How long jobs have waited.
     *
     * @param median half of them waited no longer
     * @param most 95 of 100 of them waited no longer
     */
    record Waits(Duration median, Duration most) {}
}
