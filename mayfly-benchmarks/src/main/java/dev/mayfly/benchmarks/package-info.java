/**
 * Measurements of Mayfly, each beside the peers that do the same work, and the program that runs
 * them.
 *
 * <p>May depend on everything; nothing depends on it. Threads: JMH's own.
 */
@NullMarked
package dev.mayfly.benchmarks;

import org.jspecify.annotations.NullMarked;
