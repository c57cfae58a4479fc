/**
 * The steps of an attempt, and the sending of signals.
 *
 * <p>Depends on {@code dev.mayfly.jobs.handler}, {@code .model}, {@code .store} and {@code .step}.
 * Thread rule: stated by each class.
 */
@NullMarked
package dev.mayfly.jobs.internal.step;

import org.jspecify.annotations.NullMarked;
