/**
 * The peers: other schedulers at the same work, each set up as its own documentation advises.
 * Executors and actors have as many threads as there are processors; job libraries have as many as
 * they have by default.
 *
 * <p>May depend on the peers' libraries, and not on Mayfly. Threads: stated on each type.
 */
@NullMarked
package dev.mayfly.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
