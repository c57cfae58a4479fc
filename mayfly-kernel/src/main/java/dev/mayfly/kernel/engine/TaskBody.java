package dev.mayfly.kernel.engine;

import dev.mayfly.kernel.task.TaskId;

/** What an engine runs: the kernel's side of one task. */
public interface TaskBody {

    /**
     * The task's identity.
     *
     * @return the id
     */
    TaskId id();

    /**
     * The task's name, for threads.
     *
     * @return the name
     */
    String name();

    /**
     * How urgent the task is.
     *
     * @return 0 (most urgent) to 31
     */
    int priority();

    /**
     * Runs the task from beginning to end. The engine calls it once; it never throws. An engine
     * that is {@linkplain EngineCapabilities#stackless() stackless} calls it again where {@link
     * #isSuspended()} says so.
     */
    void run();

    /**
     * Tells, after {@link #run()} has returned, whether the task has not ended but waits without a
     * stack. It is then as if blocked: {@link Execution#resume()} comes once, possibly before the
     * return, and {@link #run()} is to be called again. Never true on an engine that is not
     * stackless.
     *
     * @return whether the task goes on later
     */
    default boolean isSuspended() {
        return false;
    }

    /**
     * Tells the task how much processor time one of its turns took. Called by engines that weigh
     * turns, after that turn, by any thread.
     *
     * @param cpuNanos in nanoseconds
     * @param turns how many turns it stands for
     */
    default void weighed(long cpuNanos, int turns) {}

    /**
     * Ends the task as failed, instead of {@link #run()}: the engine could not give it a thread,
     * for want of memory for instance. Called at most once, by any thread that holds no lock.
     *
     * @param cause what happened
     */
    void fail(Throwable cause);
}
