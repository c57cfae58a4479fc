/**
 * Measurements of a whole process, such as its memory or its processor time, each in a JVM of its
 * own.
 *
 * <p>May depend on {@code dev.mayfly.benchmarks.report}. Threads: everything is called by one.
 */
@NullMarked
package dev.mayfly.benchmarks.forked;

import org.jspecify.annotations.NullMarked;
