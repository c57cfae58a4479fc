package dev.mayfly.kernel.snapshot;

import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * A picture of one supervisor that runs. A tree is put together by {@code parent}.
 *
 * @param id the task that it is
 * @param name its name
 * @param parent the supervisor above it, if there is one
 * @param strategy whom it starts again
 * @param intensity how often it does so before it gives up
 * @param restartsLeft how many restarts it has left within the period that ends now
 * @param uptime since it was started
 * @param messages what it has yet to attend to: ends of children and requests
 * @param children by order of their start
 * @param stuck tasks of former children that were told to end and have not
 */
public record SupervisorSnapshot(
        TaskId id,
        String name,
        @Nullable TaskId parent,
        RestartStrategy strategy,
        RestartIntensity intensity,
        int restartsLeft,
        Duration uptime,
        int messages,
        List<ChildSnapshot> children,
        List<TaskId> stuck) {}
