/**
 * Who waits for batches. Not API.
 *
 * <p>Depends on {@code dev.mayfly.jobs.batch} and {@code dev.mayfly.jobs.store}. Thread rule: safe
 * for use by any thread.
 */
@NullMarked
package dev.mayfly.jobs.internal.batch;

import org.jspecify.annotations.NullMarked;
