package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.internal.report.Listeners;
import dev.mayfly.kernel.platform.SystemPlatform;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is started and runs nothing: the actors of a test are the threads. */
final class StillEngine implements Engine {

    private static final EngineCapabilities NONE = new EngineCapabilities(true, true, true);
    private static final Kernel KERNEL =
            new Kernel(
                    new KernelConfig(
                            new SystemPlatform(),
                            Map.of("still", new StillEngine()),
                            List.of(),
                            new Listeners(),
                            null,
                            1,
                            Duration.ofSeconds(10),
                            List.of()));

    final AtomicInteger started = new AtomicInteger();

    static Task<Integer> task(long id, TaskQueue queue) {
        return new Task<>(
                KERNEL,
                new TaskId(id),
                queue,
                queue.engine(),
                TaskOptions.named("task"),
                t -> 1,
                "task",
                Intake.Origin.OUTSIDE);
    }

    @Override
    public String name() {
        return "still";
    }

    @Override
    public EngineCapabilities capabilities() {
        return NONE;
    }

    @Override
    public Execution prepare(TaskBody body) {
        return new StillExecution();
    }

    @Override
    public EngineSnapshot snapshot() {
        return new EngineSnapshot("still", "", NONE, 1, 0, 0, Map.of());
    }

    @Override
    public void close() {}

    private final class StillExecution implements Execution {
        @Override
        public void start() {
            started.incrementAndGet();
        }

        @Override
        public void block() {}

        @Override
        public void resume() {}

        @Override
        public void yield() {}

        @Override
        public void interrupt() {}

        @Override
        public Thread thread() {
            return null;
        }
    }
}
