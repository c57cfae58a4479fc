/**
 * The system calls as values: what a task asks of the kernel, in a form that can be counted, shown,
 * recorded and replayed.
 *
 * <p>Depends on {@code dev.mayfly.kernel.task}. Thread rule: all types are immutable.
 */
@NullMarked
package dev.mayfly.kernel.syscall;

import org.jspecify.annotations.NullMarked;
