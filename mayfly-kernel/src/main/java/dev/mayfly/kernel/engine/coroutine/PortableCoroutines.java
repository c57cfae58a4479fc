package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Coroutines on the JDK's scheduler, which knows no priorities. So only as many tasks run as there
 * are permits; the others stand in a ready queue, in order of priority. A task takes a permit when
 * it starts and when it returns from a system call that blocked, and gives it back when it blocks
 * or ends. Between system calls the JDK schedules.
 *
 * <p>A task that blocks elsewhere, on a lock or a socket, would keep its permit from the others,
 * and where these hold the lock, for ever. While anyone waits for a permit, a monitor therefore
 * looks every millisecond and takes permits back from tasks whose threads are blocked. Such a task
 * runs on without a permit when its thread wakes, until its next system call.
 */
final class PortableCoroutines implements Coroutines {

    private final String name;
    private final PermitGate gate;

    PortableCoroutines(String name, CarrierSettings settings) {
        this.name = name;
        this.gate = new PermitGate(name, settings);
    }

    @Override
    public Execution prepare(TaskBody body) {
        return new PortableExecution(gate, body);
    }

    @Override
    public void onHeld(Consumer<CarrierHeld> listener) {
        // The JDK compensates for its own carriers and tells nobody.
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
                Map.of(
                        "permits_reclaimed", figures.reclaimed(),
                        "quantum_spent", figures.quantumSpent()));
    }

    @Override
    public void close() {
        gate.close();
    }
}
