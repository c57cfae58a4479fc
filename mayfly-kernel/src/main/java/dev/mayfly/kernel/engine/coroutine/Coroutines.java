package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;

import java.util.Optional;
import java.util.function.Consumer;

/** One of the two ways to run coroutines. Safe for use by any thread. */
sealed interface Coroutines permits OwnedCoroutines, PortableCoroutines {

    EngineCapabilities CAPABILITIES = new EngineCapabilities(true, true, true);

    Execution prepare(TaskBody body);

    void onHeld(Consumer<CarrierHeld> listener);

    default Optional<CarrierPool> carriers() {
        return Optional.empty();
    }

    EngineSnapshot snapshot();

    void close();
}
