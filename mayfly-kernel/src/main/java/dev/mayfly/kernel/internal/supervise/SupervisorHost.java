package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.util.function.LongFunction;

/** What a supervisor needs of the kernel beside system calls. Safe for use by any thread. */
public interface SupervisorHost {

    /**
     * The kernel's monotonic clock.
     *
     * @return a reading in nanoseconds
     */
    long nanoTime();

    /**
     * Blocks the calling thread, which runs no task of this kernel, until it is unparked or
     * interrupted, or for no reason.
     *
     * @param blocker what it waits for
     */
    void park(Object blocker);

    /**
     * Signals a key.
     *
     * @param key the key
     * @return how many were woken
     */
    int signal(Object key);

    /**
     * The task that the calling thread runs.
     *
     * @return its system calls; null if the thread runs no task of this kernel
     */
    @Nullable TaskContext current();

    /**
     * The handle of the calling task.
     *
     * @param id the task
     * @return its handle
     */
    TaskHandle<?> handle(TaskId id);

    /**
     * Runs something in the calling task whose system calls a cancel or time-out does not end: the
     * work that is left to do after one.
     *
     * @param body what to do; must not take for ever
     */
    void shielded(Runnable body);

    /**
     * Tells listeners of an event, if there are any.
     *
     * @param event makes it from the time
     */
    void emit(LongFunction<KernelEvent> event);

    /**
     * A supervisor's task has begun.
     *
     * @param supervisor who
     */
    void began(SupervisorTask supervisor);

    /**
     * A supervisor's task is about to end.
     *
     * @param supervisor who
     */
    void ended(SupervisorTask supervisor);
}
