/**
 * What holds a batch.
 *
 * <p>Depends on {@code dev.mayfly.jobs.store}. Thread rule: stated by each type.
 */
@NullMarked
package dev.mayfly.jobs.batch;

import org.jspecify.annotations.NullMarked;
