/**
 * Pictures of the kernel at one moment, as immutable records, and looks at parts of it.
 *
 * <p>Depends on {@code dev.mayfly.kernel.task}, {@code .syscall}, {@code .engine} and {@code
 * .supervise}. Thread rule: all types are immutable or may be used by any thread.
 */
@NullMarked
package dev.mayfly.kernel.snapshot;

import org.jspecify.annotations.NullMarked;
