/**
 * Why jobs do not run, and what queues promise, in words: from the decision and the facts it rests
 * on.
 *
 * <p>Depends on {@code dev.mayfly.jobs.policy}, {@code .store} and {@code .model}. Thread rule:
 * everything is immutable.
 */
@NullMarked
package dev.mayfly.jobs.internal.explain;

import org.jspecify.annotations.NullMarked;
