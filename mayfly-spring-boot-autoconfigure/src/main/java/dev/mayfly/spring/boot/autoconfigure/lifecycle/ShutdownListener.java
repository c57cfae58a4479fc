package dev.mayfly.spring.boot.autoconfigure.lifecycle;

import dev.mayfly.kernel.ShutdownReport;
import dev.mayfly.kernel.snapshot.KernelSnapshot;

/**
 * Hears of the end, once, after Mayfly has stopped and before the application's other beans are
 * destroyed. What it throws is logged and harms nobody.
 */
@FunctionalInterface
public interface ShutdownListener {

    /**
     * Mayfly has stopped.
     *
     * @param before what was alive when the stop began
     * @param report what came of it
     */
    void stopped(KernelSnapshot before, ShutdownReport report);
}
