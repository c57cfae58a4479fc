/**
 * What is printed: figures of peers side by side, who was left out and why, and the budgets.
 *
 * <p>May depend on nothing else here. Threads: everything is called by one.
 */
@NullMarked
package dev.mayfly.benchmarks.report;

import org.jspecify.annotations.NullMarked;
