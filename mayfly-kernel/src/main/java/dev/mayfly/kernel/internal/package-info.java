/**
 * The machinery behind {@link dev.mayfly.kernel.Scheduler}: not API, and free to change.
 *
 * <p>One system call lives like this: {@code TaskCalls} makes the value, {@code SystemCalls} counts
 * it and carries it out, a call that blocks becomes a {@code Wait} which is put where its end will
 * come from (wait map, timer queue, selector), the {@code Task} gives up its turn on its engine,
 * and whatever ends the wait first makes the task ready again.
 *
 * <p>Depends on every other package of the kernel but {@code dev.mayfly.kernel} itself. Thread
 * rule: stated on each type.
 */
@NullMarked
package dev.mayfly.kernel.internal;

import org.jspecify.annotations.NullMarked;
