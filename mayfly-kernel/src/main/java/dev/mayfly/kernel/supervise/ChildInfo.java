package dev.mayfly.kernel.supervise;

import dev.mayfly.kernel.task.TaskHandle;

import org.jspecify.annotations.Nullable;

/**
 * One line of {@link Supervisor#whichChildren()}.
 *
 * @param id the child's id
 * @param status where it is
 * @param task the task it runs as; null unless it runs
 * @param type worker or supervisor
 */
public record ChildInfo(
        String id, Status status, @Nullable TaskHandle<?> task, ChildSpec.Type type) {

    /** Where a child is. */
    public enum Status {
        /** It runs, or is ending and its supervisor has yet to hear of it. */
        RUNNING,
        /** It failed to start again, and the next attempt is due. */
        RESTARTING,
        /** It does not run and will not be started by itself. */
        STOPPED
    }
}
