package dev.mayfly.kernel.snapshot;

import dev.mayfly.kernel.supervise.ChildInfo;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A picture of one child of a supervisor.
 *
 * @param id its id among its siblings
 * @param status where it is
 * @param task the task it runs as; null unless it runs
 * @param type worker or supervisor
 * @param restart when it is started again
 * @param uptime since it was last started; null unless it runs
 * @param restarts how often it was started again
 */
public record ChildSnapshot(
        String id,
        ChildInfo.Status status,
        @Nullable TaskId task,
        ChildSpec.Type type,
        ChildSpec.Restart restart,
        @Nullable Duration uptime,
        long restarts) {}
