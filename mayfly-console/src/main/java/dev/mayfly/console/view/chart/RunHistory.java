package dev.mayfly.console.view.chart;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * How the last runs of a recurring job ended and how long they took: a bar for each, the newest on
 * the right, in a box of {@value #WIDTH} by {@value #HEIGHT} units.
 *
 * @param bars the oldest first
 * @param words the same in words, such as {@code 11 of the last 12 succeeded, 1 failed}
 * @param took how long those that have ended took, in words; empty where none has
 * @param href the list of all its runs
 */
public record RunHistory(List<Bar> bars, String words, String took, String href) {
    /** Width of the view box. */
    public static final int WIDTH = 144;

    /** Height of the view box. */
    public static final int HEIGHT = 28;

    /**
     * One run.
     *
     * @param x where it begins
     * @param y its upper edge
     * @param width how wide it is
     * @param height how high it is
     * @param tone the class of its colour
     * @param at when it was accepted; null where it is no longer kept
     * @param says how it ended and how long it took
     */
    public record Bar(
            int x, int y, int width, int height, String tone, @Nullable Instant at, String says) {}
}
