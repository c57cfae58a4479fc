package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;

import java.util.Map;

/** Stands in for every engine of a simulated scheduler; all share one carrier. */
final class SimulatedEngine implements Engine {

    private static final EngineCapabilities CAPABILITIES = new EngineCapabilities(true, true, true);

    private final String name;
    private final SimulatedCarrier carrier;
    private final boolean owned;

    SimulatedEngine(String name, SimulatedCarrier carrier, boolean owned) {
        this.name = name;
        this.carrier = carrier;
        this.owned = owned;
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
        return new SimulatedExecution(carrier, owned, body);
    }

    @Override
    public EngineSnapshot snapshot() {
        return new EngineSnapshot(
                name,
                "simulated",
                CAPABILITIES,
                1,
                carrier.isRunning() ? 1 : 0,
                carrier.ready(),
                Map.of());
    }

    @Override
    public void close() {
        // Has no thread of its own.
    }
}
