/**
 * Durable jobs beside peers: the same database, the same machine, one run, each node a process of
 * its own.
 *
 * <p>May depend on {@code .peer} and {@code dev.mayfly.benchmarks.report}. Threads: everything is
 * called by one, except where a type says otherwise.
 */
@NullMarked
package dev.mayfly.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
