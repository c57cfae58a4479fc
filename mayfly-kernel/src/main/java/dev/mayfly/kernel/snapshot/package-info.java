/**
 * Pictures of the kernel at one moment, as immutable records.
 *
 * <p>Depends on {@code dev.mayfly.kernel.task}, {@code .engine} and {@code .supervise}. Thread
 * rule: all types are immutable.
 */
@NullMarked
package dev.mayfly.kernel.snapshot;

import org.jspecify.annotations.NullMarked;
