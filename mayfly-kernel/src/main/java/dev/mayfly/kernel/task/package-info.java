/**
 * The vocabulary of tasks: what a user hands over, what a task holds while it runs, what a
 * submitter holds meanwhile, and how it can end.
 *
 * <p>Depends on the JDK alone. Thread rule: a {@link dev.mayfly.kernel.task.TaskContext} belongs to
 * the task's own thread; every other type is safe for use by any thread.
 */
@NullMarked
package dev.mayfly.kernel.task;

import org.jspecify.annotations.NullMarked;
