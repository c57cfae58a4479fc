/**
 * The asynchronous engine: tasks that wait for their stages without a stack; and stages made from
 * publishers.
 *
 * <p>Depends on {@code dev.mayfly.kernel.engine} (with {@code .threaded}) and {@code .task}. Thread
 * rule: stated on each type.
 */
@NullMarked
package dev.mayfly.kernel.engine.async;

import org.jspecify.annotations.NullMarked;
