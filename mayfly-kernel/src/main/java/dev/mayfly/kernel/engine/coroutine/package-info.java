/**
 * The coroutine engine: every task is a virtual thread.
 *
 * <p>Depends on {@code dev.mayfly.kernel.engine}, {@code .carrier}, {@code .schedule}, {@code
 * .task}, {@code .platform} and {@code .time}. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.kernel.engine.coroutine;

import org.jspecify.annotations.NullMarked;
