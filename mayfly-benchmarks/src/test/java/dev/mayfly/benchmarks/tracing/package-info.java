/** Tests that the benchmark of traces measures what it says. */
@NullMarked
package dev.mayfly.benchmarks.tracing;

import org.jspecify.annotations.NullMarked;
