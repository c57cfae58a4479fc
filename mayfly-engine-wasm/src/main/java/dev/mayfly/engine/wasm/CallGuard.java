package dev.mayfly.engine.wasm;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends a computation that takes too long, by an interrupt that reaches nothing else: once the guard
 * is closed it interrupts no more, and takes back the interrupt it made.
 *
 * <p>Thread rule: made, asked and closed by the thread that computes.
 */
final class CallGuard implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private final Future<?> alarm;

    /** Guarded by this. */
    private boolean over;

    /** Guarded by this. */
    private boolean expired;

    CallGuard(ScheduledExecutorService timer, long nanos) {
        alarm = timer.schedule(this::expire, nanos, TimeUnit.NANOSECONDS);
    }

    private synchronized void expire() {
        if (!over) {
            expired = true;
            thread.interrupt();
        }
    }

    synchronized boolean isExpired() {
        return expired;
    }

    @Override
    public void close() {
        alarm.cancel(false);
        synchronized (this) {
            over = true;
            if (expired) {
                var _ = Thread.interrupted();
            }
        }
    }
}
