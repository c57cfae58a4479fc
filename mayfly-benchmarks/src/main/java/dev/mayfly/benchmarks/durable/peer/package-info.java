/**
 * Job libraries with their jobs in a database, each set up as its own documentation advises for
 * throughput, behind one face; Mayfly is one of them.
 *
 * <p>May depend on the peers' libraries and on Mayfly's public API. Threads: stated on each type.
 */
@NullMarked
package dev.mayfly.benchmarks.durable.peer;

import org.jspecify.annotations.NullMarked;
