package dev.mayfly.kernel.engine;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Executor;

/**
 * The executor of a virtual thread, where it knows which body that thread runs: so that the body is
 * found by its thread, without a binding on each stack.
 *
 * <p>Virtual threads that a body starts inherit the executor: the body is the caller's only if its
 * execution says that it runs on the calling thread.
 */
public interface BodyExecutor extends Executor {

    /**
     * What the executor's own thread runs.
     *
     * @return null between two bodies
     */
    @Nullable TaskBody body();
}
