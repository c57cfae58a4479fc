package dev.mayfly.agents.internal;

import dev.mayfly.kernel.carrier.CarrierPool;

/**
 * Handlers on an engine's own carriers, beside its tasks.
 *
 * @param pool the carriers
 */
record CarrierLane(CarrierPool pool) implements Lane {

    @Override
    public void wake(HandlerCell<?> cell) {
        pool.wake(cell);
    }

    @Override
    public void yielded(HandlerCell<?> cell) {
        pool.yielded(cell);
    }
}
