package dev.mayfly.kernel;

import dev.mayfly.kernel.task.Priority;

/**
 * The settings of one queue, for {@link SchedulerBuilder#queue}.
 *
 * <p>Thread rule: belongs to the thread that builds.
 */
public final class QueueSpec {

    private final String name;
    private String engine = SchedulerBuilder.COROUTINE;
    private int concurrency = Integer.MAX_VALUE;
    private int priority = Priority.DEFAULT;

    QueueSpec(String name) {
        this.name = name;
    }

    /**
     * The engine its tasks run on.
     *
     * @param name the engine's name; {@code coroutine} if not set
     * @return this
     */
    public QueueSpec engine(String name) {
        this.engine = name;
        return this;
    }

    /**
     * How many of its tasks may be between start and end at once, blocked ones included.
     *
     * @param limit 1 or more; no limit if not set
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public QueueSpec concurrency(int limit) {
        this.concurrency = checkConcurrency(name, limit);
        return this;
    }

    /**
     * The priority of tasks that ask for none.
     *
     * @param priority 1 (most urgent) to 31; 10 if not set
     * @return this
     * @throws IllegalArgumentException if it is outside that range
     */
    public QueueSpec priority(int priority) {
        this.priority = Priority.check(priority);
        return this;
    }

    static int checkConcurrency(String queue, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "concurrency "
                            + limit
                            + " of queue "
                            + queue
                            + " is less than 1; to stop its starts, pause it");
        }
        return limit;
    }

    String engine() {
        return engine;
    }

    int concurrency() {
        return concurrency;
    }

    int priority() {
        return priority;
    }
}
