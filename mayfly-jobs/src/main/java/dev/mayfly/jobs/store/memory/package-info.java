/**
 * The store that keeps jobs in this process's memory.
 *
 * <p>Depends on {@code dev.mayfly.jobs.store} and what lies below it. Thread rule: no lock on the
 * way of a job from submission to its end; each class says how it is shared.
 */
@NullMarked
package dev.mayfly.jobs.store.memory;

import org.jspecify.annotations.NullMarked;
