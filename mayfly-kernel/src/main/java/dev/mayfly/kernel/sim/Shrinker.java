package dev.mayfly.kernel.sim;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Shortens a list of choices while the run still fails: first the end is cut off, then ever smaller
 * pieces are taken back (after Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing
 * Input", 2002).
 */
final class Shrinker {

    private static final int MOST_RUNS = 2_000;

    private final Function<Choices, Simulation.Attempt> run;
    private int runs;
    private int[] best = new int[0];
    private @Nullable Throwable failure;

    Shrinker(Function<Choices, Simulation.Attempt> run) {
        this.run = run;
    }

    ShrunkFailure shrink(long seed) {
        runs++;
        Simulation.Attempt first = run.apply(Choices.seeded(seed));
        Throwable found = first.failure();
        if (found == null) {
            throw new IllegalArgumentException("the scenario does not fail with seed " + seed);
        }
        failure = found;
        best = first.result().choices().stream().mapToInt(Integer::intValue).toArray();
        cutEnd();
        for (int size = Math.max(1, best.length / 2); size > 0; size /= 2) {
            takeBack(size);
        }
        int deviations = (int) Arrays.stream(best).filter(choice -> choice != 0).count();
        return new ShrunkFailure(
                failure, Arrays.stream(best).boxed().toList(), deviations, runs, List.of());
    }

    private void cutEnd() {
        int low = 0;
        int high = best.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (stillFails(Arrays.copyOf(best, middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
    }

    private void takeBack(int size) {
        for (int from = 0; from < best.length; from += size) {
            int[] candidate = best.clone();
            Arrays.fill(candidate, from, Math.min(best.length, from + size), 0);
            if (!Arrays.equals(candidate, best)) {
                stillFails(candidate);
            }
        }
    }

    /** Runs with these choices; keeps them if the run fails in the same way. */
    private boolean stillFails(int[] choices) {
        Throwable before = failure;
        if (before == null || runs >= MOST_RUNS) {
            return false;
        }
        runs++;
        Throwable now = run.apply(Choices.given(choices)).failure();
        if (now == null || now.getClass() != before.getClass()) {
            return false;
        }
        failure = now;
        int end = choices.length;
        while (end > 0 && choices[end - 1] == 0) {
            end--;
        }
        best = Arrays.copyOf(choices, end);
        return true;
    }
}
