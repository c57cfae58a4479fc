/**
 * Publishers of Reactive Streams as results of tasks.
 *
 * <p>Depends on {@code dev.mayfly.kernel} and Reactive Streams. Thread rule: as that of {@link
 * dev.mayfly.kernel.engine.async.Publishers}.
 */
@NullMarked
package dev.mayfly.spring.reactive;

import org.jspecify.annotations.NullMarked;
