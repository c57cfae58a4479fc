/**
 * The threaded engine: a pool of platform threads.
 *
 * <p>Depends on {@code dev.mayfly.kernel.engine}, {@code .schedule}, {@code .syscall} and {@code
 * .task}. Thread rule: stated on each type.
 */
@NullMarked
package dev.mayfly.kernel.engine.threaded;

import org.jspecify.annotations.NullMarked;
