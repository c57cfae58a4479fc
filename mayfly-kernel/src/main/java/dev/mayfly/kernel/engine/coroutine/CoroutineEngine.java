package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;

import java.util.Map;

/**
 * Runs tasks as virtual threads of the JDK's scheduler, and decides which of them may run by
 * handing out permits.
 *
 * <p>The JDK's scheduler knows no priorities. So the engine lets only as many tasks run as there
 * are permits (the number of processors by default); the others stand in a ready queue, in order of
 * priority. A task takes a permit when it starts and when it returns from a system call that
 * blocked, and gives it back when it blocks or ends. Between system calls the JDK schedules.
 *
 * <p>A task that blocks elsewhere, on a lock or a socket, would keep its permit from the others,
 * and where these hold the lock, for ever. While anyone waits for a permit, a monitor therefore
 * looks every millisecond and takes permits back from tasks whose threads are blocked. Such a task
 * runs on without a permit when its thread wakes, until its next system call.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class CoroutineEngine implements Engine {

    private static final EngineCapabilities CAPABILITIES = new EngineCapabilities(true, true, true);

    private final String name;
    private final PermitGate gate;

    /**
     * Creates the engine.
     *
     * @param name the name that queues choose it by
     * @param parallelism how many tasks may run at once, for instance the number of processors
     * @throws IllegalArgumentException if the parallelism is less than 1
     */
    public CoroutineEngine(String name, int parallelism) {
        if (parallelism < 1) {
            throw new IllegalArgumentException(
                    "parallelism "
                            + parallelism
                            + " of engine "
                            + name
                            + " is less than 1; the number of processors is a good value");
        }
        this.name = name;
        this.gate = new PermitGate(name, parallelism);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EngineCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Execution prepare(TaskBody body) {
        return new CoroutineExecution(gate, body);
    }

    @Override
    public EngineSnapshot snapshot() {
        PermitGate.Figures figures = gate.figures();
        return new EngineSnapshot(
                name,
                "portable",
                CAPABILITIES,
                figures.permits(),
                figures.held(),
                figures.ready(),
                Map.of("permits_reclaimed", figures.reclaimed()));
    }

    @Override
    public void close() {
        gate.close();
    }
}
