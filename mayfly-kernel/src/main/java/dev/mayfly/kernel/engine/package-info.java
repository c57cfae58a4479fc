/**
 * The contract of engines: what a task's body runs on.
 *
 * <p>Depends on {@code dev.mayfly.kernel.task}, {@code .syscall}, {@code .carrier} and {@code
 * .platform}. Thread rule: an engine is used by any thread; of an {@link
 * dev.mayfly.kernel.engine.Execution} some methods belong to the thread of its task.
 */
@NullMarked
package dev.mayfly.kernel.engine;

import org.jspecify.annotations.NullMarked;
