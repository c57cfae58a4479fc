package dev.mayfly.console.live;

import dev.mayfly.console.view.Fragment;

import java.util.Map;

/**
 * What a reader has on its screen. Readers with the same on their screens share one.
 *
 * @param parts the parts that were sent last, by id
 * @param sentWhole when lists were sent as a whole, by id, in nanoseconds; of those only that it
 *     would be too soon for again
 */
record Shown(Map<String, Fragment> parts, Map<String, Long> sentWhole) {
    /** What a reader has who has just come. */
    static final Shown NOTHING = new Shown(Map.of(), Map.of());
}
