package dev.mayfly.kernel.engine;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.platform.SystemPlatform;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * An engine that leaves turns and threads to another and adds to what bodies may do. Extend it to
 * grant facilities: whatever the kernel tells the engine reaches the one beneath.
 *
 * <p>Thread rule: safe for use by any thread, as the engine beneath is.
 */
public abstract class EngineDecorator implements Engine {

    /** Runs the bodies. */
    protected final Engine bodies;

    /** The machine's until attached; written before the first task. */
    private Platform platform = new SystemPlatform();

    /**
     * Decorates an engine.
     *
     * @param bodies runs the bodies, and gives the name
     */
    protected EngineDecorator(Engine bodies) {
        this.bodies = bodies;
    }

    @Override
    public final String name() {
        return bodies.name();
    }

    @Override
    public final void attach(Platform given) {
        platform = given;
        bodies.attach(given);
    }

    /**
     * Where this engine's own threads and processes come from.
     *
     * @return the scheduler's platform
     */
    protected final Platform platform() {
        return platform;
    }

    @Override
    public final Execution prepare(TaskBody body) {
        return bodies.prepare(body);
    }

    @Override
    public final Optional<CarrierPool> carriers() {
        return bodies.carriers();
    }

    @Override
    public final void onHeld(Consumer<CarrierHeld> listener) {
        bodies.onHeld(listener);
    }
}
