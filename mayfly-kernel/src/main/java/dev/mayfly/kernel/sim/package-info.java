/**
 * Simulated time: the whole kernel on one thread, deterministic from a seed, far faster than real
 * time.
 *
 * <p>Depends on {@code dev.mayfly.kernel} and everything below it but {@code .internal}. Thread
 * rule: a simulation belongs to the thread that runs it.
 */
@NullMarked
package dev.mayfly.kernel.sim;

import org.jspecify.annotations.NullMarked;
