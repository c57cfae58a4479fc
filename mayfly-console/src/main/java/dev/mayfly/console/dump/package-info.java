/**
 * State dumps of other applications, read back so that the pages can be made from them. What is in
 * a dump was written by anybody: it is bounded, checked, and nothing but text and numbers.
 *
 * <p>May depend on {@code dev.mayfly.console.state} and {@code .view}, on {@code StateDump}, and on
 * the public API of {@code mayfly-kernel}, {@code mayfly-jobs} and {@code mayfly-agents}. Thread
 * rule: a dump is immutable once it is read.
 */
@NullMarked
package dev.mayfly.console.dump;

import org.jspecify.annotations.NullMarked;
