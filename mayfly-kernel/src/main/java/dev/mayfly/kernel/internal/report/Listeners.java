package dev.mayfly.kernel.internal.report;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** Those who listen, called with care. Safe for use by any thread. */
public final class Listeners {

    private final CopyOnWriteArrayList<KernelListener> all = new CopyOnWriteArrayList<>();
    private final LongAdder failures = new LongAdder();

    /** Starts with nobody. */
    public Listeners() {}

    /**
     * Adds a listener, once.
     *
     * @param listener who
     */
    public void add(KernelListener listener) {
        all.addIfAbsent(listener);
    }

    /**
     * Removes a listener.
     *
     * @param listener who
     */
    public void remove(KernelListener listener) {
        all.remove(listener);
    }

    /** Whether an event would reach anyone: spares making it where it would not. */
    public boolean any() {
        return !all.isEmpty();
    }

    /** Tells everyone; what a listener throws is counted and dropped. */
    public void emit(KernelEvent event) {
        for (KernelListener listener : all) {
            try {
                listener.onEvent(event);
            } catch (Throwable t) { // also errors: a listener never harms the kernel
                failed();
            }
        }
    }

    /** Counts a failure of a guest in the kernel. */
    public void failed() {
        failures.increment();
    }

    /** Returns how often a guest failed. */
    public long failures() {
        return failures.sum();
    }
}
