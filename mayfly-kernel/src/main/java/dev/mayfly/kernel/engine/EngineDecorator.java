package dev.mayfly.kernel.engine;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.platform.Platform;

import org.jspecify.annotations.Nullable;

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

    /** Written before the first task. */
    private @Nullable Platform platform;

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
     * @throws IllegalStateException if the engine belongs to no scheduler yet
     */
    protected final Platform platform() {
        Platform given = platform;
        if (given == null) {
            throw new IllegalStateException(
                    "engine " + name() + " was not attached; the scheduler that owns it does that");
        }
        return given;
    }

    @Override
    public final Execution prepare(TaskBody body) {
        return bodies.prepare(body);
    }

    @Override
    public final void onHeld(Consumer<CarrierHeld> listener) {
        bodies.onHeld(listener);
    }
}
