package dev.mayfly.kernel.sim;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Decides what a simulation leaves open, and remembers how: from a seed, or as written down before.
 * Belongs to the simulation's thread.
 */
final class Choices {

    private final SplittableRandom random;
    private final int[] given;
    private final boolean replays;
    private int[] made = new int[64];
    private int count;

    private Choices(long seed, int[] given, boolean replays) {
        this.random = new SplittableRandom(seed);
        this.given = given;
        this.replays = replays;
    }

    static Choices seeded(long seed) {
        return new Choices(seed, new int[0], false);
    }

    /** As given, and the first of each further set. */
    static Choices given(int[] choices) {
        return new Choices(0, choices.clone(), true);
    }

    /** Chooses one of so many; the first is what would happen without choice. */
    int choose(int options) {
        int choice;
        if (!replays) {
            choice = random.nextInt(options);
        } else {
            choice = count < given.length ? Math.min(given[count], options - 1) : 0;
        }
        remember(choice);
        return choice;
    }

    /** Answers yes with a probability; no is what would happen without choice. */
    boolean draw(double probability) {
        boolean yes =
                replays
                        ? count < given.length && given[count] == 1
                        : random.nextDouble() < probability;
        remember(yes ? 1 : 0);
        return yes;
    }

    private void remember(int choice) {
        if (count == made.length) {
            made = Arrays.copyOf(made, 2 * count);
        }
        made[count++] = choice;
    }

    int[] made() {
        return Arrays.copyOf(made, count);
    }
}
