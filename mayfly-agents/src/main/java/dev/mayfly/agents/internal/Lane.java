package dev.mayfly.agents.internal;

import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.carrier.ReadyUnit;

import org.jspecify.annotations.Nullable;

/**
 * Where handlers run: on the carriers of an engine, or in tasks where it has none. The methods are
 * those of {@link CarrierPool}, with the same rules.
 *
 * <p>Thread rule: safe for use by any thread.
 */
sealed interface Lane permits CarrierLane, TaskLane {

    /** Makes a handler ready that was not. */
    void wake(HandlerCell<?> cell);

    /** Puts a handler behind its equals that has had its turn; called by it as the last thing. */
    void yielded(HandlerCell<?> cell);

    /** The handler that the calling thread runs; null if it runs none. */
    static @Nullable HandlerCell<?> running() {
        ReadyUnit unit = CarrierPool.running();
        return unit instanceof HandlerCell<?> cell ? cell : TaskLane.RUNNING.get();
    }
}
