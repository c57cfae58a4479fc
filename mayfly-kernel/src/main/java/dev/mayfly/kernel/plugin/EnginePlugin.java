package dev.mayfly.kernel.plugin;

import dev.mayfly.kernel.engine.EngineFactory;

/**
 * An engine from a plugin. The plugin's jar names its implementation in {@code
 * META-INF/services/dev.mayfly.kernel.plugin.EnginePlugin}.
 */
public interface EnginePlugin extends EngineFactory {

    /**
     * The name that queues choose the engine by.
     *
     * @return for instance {@code gpu}
     */
    String name();
}
