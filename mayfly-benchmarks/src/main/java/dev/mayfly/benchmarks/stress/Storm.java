package dev.mayfly.benchmarks.stress;

import java.util.SplittableRandom;

/** One kind of trouble. Whatever it starts comes to an end by itself, or when it is told to. */
@FunctionalInterface
interface Storm {

    /**
     * Makes some trouble and returns soon.
     *
     * @param world where
     * @param random decides what
     * @throws Exception a failure of the run itself; failures that are part of a storm stay in it
     */
    void blow(World world, SplittableRandom random) throws Exception;
}
