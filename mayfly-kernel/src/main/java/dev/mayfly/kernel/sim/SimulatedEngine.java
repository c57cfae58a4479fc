package dev.mayfly.kernel.sim;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.task.FacilityNotGrantedException;
import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.Callable;

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
    public <R extends @Nullable Object> R around(TaskContext task, Callable<R> body)
            throws Exception {
        try {
            return body.call();
        } catch (FacilityNotGrantedException e) {
            throw carrier.boundary()
                    .refused(
                            "asked for a facility, which no simulated engine grants (\""
                                    + e.getMessage()
                                    + "\")",
                            "hand the body a stand-in in its place");
        }
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
