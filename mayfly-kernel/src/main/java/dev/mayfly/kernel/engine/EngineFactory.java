package dev.mayfly.kernel.engine;

/** Makes an engine for one scheduler, which owns and closes it. */
@FunctionalInterface
public interface EngineFactory {

    /**
     * Makes the engine.
     *
     * @param name the name that queues choose it by
     * @return a new engine
     */
    Engine create(String name);
}
