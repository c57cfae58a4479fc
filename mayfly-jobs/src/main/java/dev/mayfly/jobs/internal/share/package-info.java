/**
 * A store that several processes share: the lease on what this one has taken, and the taking.
 *
 * <p>Depends on {@code dev.mayfly.jobs.store} and {@code .model}. Thread rule: stated by each
 * class.
 */
@NullMarked
package dev.mayfly.jobs.internal.share;

import org.jspecify.annotations.NullMarked;
