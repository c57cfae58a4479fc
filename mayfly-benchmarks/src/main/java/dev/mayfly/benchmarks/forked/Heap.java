package dev.mayfly.benchmarks.forked;

import java.lang.management.ManagementFactory;

/** How much memory objects take. */
public final class Heap {

    private static final int ROUNDS = 4;

    private Heap() {}

    /**
     * Collects garbage, and counts what is left.
     *
     * @return bytes
     */
    public static long live() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) { // references and stacks take more than one collection
            System.gc();
            least = Math.min(least, used());
        }
        return least;
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
