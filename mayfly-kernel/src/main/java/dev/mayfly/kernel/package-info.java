/**
 * The kernel's front door: {@link dev.mayfly.kernel.Scheduler} and its builder.
 *
 * <p>Depends on every other package of the kernel; nothing in the kernel depends on it. Thread
 * rule: a scheduler is safe for use by any thread, a builder belongs to one.
 */
@NullMarked
package dev.mayfly.kernel;

import org.jspecify.annotations.NullMarked;
