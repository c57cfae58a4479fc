package dev.mayfly.spring.boot.autoconfigure.configuration;

import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;

/**
 * What can be said about WASM engines without their module, which is optional: this class names
 * none of its types, or it could not be loaded where the module is missing.
 */
public final class WasmEngines {

    private WasmEngines() {}

    /**
     * Tells whether the engine's module is on the class path.
     *
     * @return false if it was left out
     */
    public static boolean isPresent() {
        // By the thread's class loader, as Spring itself looks for optional parts.
        return ClassUtils.isPresent("dev.mayfly.engine.wasm.WasmEngine", null);
    }

    static boolean exists(String location) {
        return resource(location).isReadable();
    }

    static Resource resource(String location) {
        return new DefaultResourceLoader().getResource(location);
    }
}
