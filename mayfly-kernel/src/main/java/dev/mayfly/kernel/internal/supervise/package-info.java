/**
 * Supervisors as tasks: the machinery behind {@code dev.mayfly.kernel.supervise}; not API.
 *
 * <p>{@code SupervisorTask} is the loop, {@code Children} what it knows of its children, {@code
 * Nursery} starts and ends one child. Everything a supervisor does it does by system calls on its
 * own task; what is no system call (monotonic time, events, to be listed in snapshots, to finish
 * its work after a cancel) it asks of its {@code SupervisorHost}, the kernel.
 *
 * <p>Depends on {@code dev.mayfly.kernel.supervise}, {@code .task}, {@code .event} and {@code
 * .snapshot}; knows nothing of {@code dev.mayfly.kernel.internal}. Thread rule: a supervisor's
 * state is written by its own task only; what others read is guarded.
 */
@NullMarked
package dev.mayfly.kernel.internal.supervise;

import org.jspecify.annotations.NullMarked;
