/**
 * What decides which task runs next and who wakes when: the ready queue, the wait map and the timer
 * queue.
 *
 * <p>Depends on {@code dev.mayfly.kernel.time} and {@code dev.mayfly.kernel.task}. Thread rule:
 * stated on each type; the ready queue is the only one that its owner must guard.
 */
@NullMarked
package dev.mayfly.kernel.schedule;

import org.jspecify.annotations.NullMarked;
