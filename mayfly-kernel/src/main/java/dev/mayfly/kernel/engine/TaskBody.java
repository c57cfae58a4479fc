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

    /** Runs the task from beginning to end. The engine calls it once; it never throws. */
    void run();

    /**
     * Ends the task as failed, instead of {@link #run()}: the engine could not give it a thread,
     * for want of memory for instance. Called at most once, by any thread that holds no lock.
     *
     * @param cause what happened
     */
    void fail(Throwable cause);
}
