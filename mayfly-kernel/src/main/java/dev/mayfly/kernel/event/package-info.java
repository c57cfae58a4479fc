/**
 * The process activity log: everything that happened in the kernel, as sealed records.
 *
 * <p>Depends on {@code dev.mayfly.kernel.task}, {@code .syscall} and {@code .supervise}. Thread
 * rule: events are immutable; listeners are called on the thread on which the thing happened.
 */
@NullMarked
package dev.mayfly.kernel.event;

import org.jspecify.annotations.NullMarked;
