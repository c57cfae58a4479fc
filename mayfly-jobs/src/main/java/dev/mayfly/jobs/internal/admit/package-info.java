/**
 * The rules of queues at work in one process: what is known of them, and the gate before the kernel
 * where the store is this process's own.
 *
 * <p>Depends on {@code dev.mayfly.jobs.policy}, {@code .store} and {@code .model}. Thread rule:
 * stated by each class.
 */
@NullMarked
package dev.mayfly.jobs.internal.admit;

import org.jspecify.annotations.NullMarked;
