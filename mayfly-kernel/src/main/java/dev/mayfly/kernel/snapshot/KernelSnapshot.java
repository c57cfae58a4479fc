package dev.mayfly.kernel.snapshot;

import dev.mayfly.kernel.engine.EngineSnapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A picture of everything. Taking one stops nobody: the parts were each true at about the moment
 * {@code takenAt}, and a task may appear in a state it has just left.
 *
 * @param takenAt wall time of the picture
 * @param uptime since the scheduler was built
 * @param mode how the first engine, {@code coroutine}, runs its tasks: {@code owned} or {@code
 *     portable}; each engine's snapshot has its own
 * @param accepting whether tasks are accepted; false from the beginning of shutdown
 * @param queues by order of definition
 * @param engines by order of definition
 * @param tasks those alive, system tasks included, by order of submission
 * @param supervisors those that run, by order of their start
 * @param load how full the kernel is
 * @param waits what is waited for
 * @param systemCalls how often each system call was made, by its label
 * @param rejected how many tasks were refused
 * @param listenerFailures how often a listener or interceptor threw
 */
public record KernelSnapshot(
        Instant takenAt,
        Duration uptime,
        String mode,
        boolean accepting,
        List<QueueSnapshot> queues,
        List<EngineSnapshot> engines,
        List<TaskSnapshot> tasks,
        List<SupervisorSnapshot> supervisors,
        LoadSnapshot load,
        WaitsSnapshot waits,
        Map<String, Long> systemCalls,
        long rejected,
        long listenerFailures) {}
