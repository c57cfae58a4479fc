package dev.mayfly.engine.wasm;

/**
 * A function of the host that is granted to modules.
 *
 * <p>Thread rule: called on the threads of the tasks that call the modules, so by many at once. It
 * runs with all rights of the process, on arguments that the module chose: check them.
 */
@FunctionalInterface
public interface HostFunction {

    /**
     * Answers a call.
     *
     * @param arguments one for each parameter that the module's import declares; i32 with sign
     * @return the result; ignored where the import declares none
     */
    long call(long[] arguments);
}
