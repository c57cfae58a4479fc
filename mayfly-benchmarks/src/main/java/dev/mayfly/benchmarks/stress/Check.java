package dev.mayfly.benchmarks.stress;

import java.util.List;

/**
 * One thing that must not be left behind.
 *
 * @param what the thing, in the plural
 * @param left those that are, described; empty if all is well
 */
record Check(String what, List<String> left) {

    private static final int MOST_SHOWN = 5;

    Check {
        left = List.copyOf(left);
    }

    /** A check of a figure that should be zero. */
    static Check zero(String what, long figure) {
        return new Check(what, figure == 0 ? List.of() : List.of(figure + " " + what));
    }

    boolean isClean() {
        return left.isEmpty();
    }

    @Override
    public String toString() {
        if (left.size() <= MOST_SHOWN) {
            return String.join("; ", left);
        }
        return String.join("; ", left.subList(0, MOST_SHOWN)) + "; … " + left.size() + " in all";
    }
}
