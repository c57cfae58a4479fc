package dev.mayfly.kernel.engine.async;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.platform.Platform;

import java.util.Set;

/**
 * Runs asynchronous jobs on a few threads that never wait: a body starts something and returns a
 * stage, and until that completes, its task is a few hundred bytes without thread or stack.
 *
 * <p>A body has no stack that could be kept, so it must not block in a system call: those that
 * would throw an {@link UnsupportedOperationException} that names task, queue and engine. Plain
 * jobs that do not block run here like everywhere. A body that blocks outside the system calls
 * holds up one of the few threads.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class AsyncEngine implements Engine {

    private static final EngineCapabilities CAPABILITIES =
            new EngineCapabilities(false, false, false, false, true, Set.of());

    private final ThreadedEngine threads;

    /**
     * Creates the engine.
     *
     * @param name the name that queues choose it by
     * @param parallelism how many bodies may be starting or ending at once, for instance the number
     *     of processors
     * @throws IllegalArgumentException if the parallelism is less than 1
     */
    public AsyncEngine(String name, int parallelism) {
        threads = new ThreadedEngine(name, parallelism);
    }

    @Override
    public String name() {
        return threads.name();
    }

    @Override
    public EngineCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void attach(Platform platform) {
        threads.attach(platform);
    }

    @Override
    public Execution prepare(TaskBody body) {
        return threads.prepare(body);
    }

    @Override
    public EngineSnapshot snapshot() {
        EngineSnapshot pool = threads.snapshot();
        return new EngineSnapshot(
                pool.name(),
                "stages",
                CAPABILITIES,
                pool.parallelism(),
                pool.running(),
                pool.ready(),
                pool.details());
    }

    @Override
    public void close() {
        threads.close();
    }
}
