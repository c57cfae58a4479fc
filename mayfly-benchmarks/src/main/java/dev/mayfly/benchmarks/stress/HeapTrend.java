package dev.mayfly.benchmarks.stress;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The heap in use after garbage collections, round by round, and whether it is flat.
 *
 * <p>The slope is the median of the slopes between any two rounds (Theil and Sen), which a few
 * outliers do not move. Flat means that along this slope, the heap grew by no more over all rounds
 * than {@link #allowance}: 4 MiB, or a tenth of its size if that is more.
 */
final class HeapTrend {

    private static final double MEBIBYTE = 1 << 20;
    private static final double LEAST_ALLOWANCE = 4 * MEBIBYTE;
    private static final double ALLOWED_SHARE = 0.1;
    private static final int FEWEST = 4;

    private final List<Long> used = new ArrayList<>();

    /** Collects garbage and takes a sample. */
    void sample() {
        System.gc();
        add(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    void add(long bytes) {
        used.add(bytes);
    }

    int samples() {
        return used.size();
    }

    /** Bytes that the heap grew by from the first round to the last, by its median slope. */
    double growth() {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < used.size(); i++) {
            for (int j = i + 1; j < used.size(); j++) {
                slopes.add((double) (used.get(j) - used.get(i)) / (j - i));
            }
        }
        if (slopes.isEmpty()) {
            return 0;
        }
        slopes.sort(null);
        return slopes.get(slopes.size() / 2) * (used.size() - 1);
    }

    /** The most growth in bytes that counts as flat. */
    double allowance() {
        double mean = used.stream().mapToLong(bytes -> bytes).average().orElse(0);
        return Math.max(LEAST_ALLOWANCE, mean * ALLOWED_SHARE);
    }

    /** Whether the heap is flat; fewer than four rounds say nothing, and so nothing bad. */
    Check check() {
        boolean flat = used.size() < FEWEST || growth() <= allowance();
        return new Check("heap growth", flat ? List.of() : List.of(toString()));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.1f MiB at first, %.1f at last; slope over %d rounds %+.2f MiB, allowed %.1f",
                used.isEmpty() ? 0 : used.getFirst() / MEBIBYTE,
                used.isEmpty() ? 0 : used.getLast() / MEBIBYTE,
                used.size(),
                growth() / MEBIBYTE,
                allowance() / MEBIBYTE);
    }
}
