/**
 * How a store decides about a submission that may be the same as an earlier one.
 *
 * <p>Depends on {@code dev.mayfly.jobs.model}. Thread rule: everything is immutable.
 */
@NullMarked
package dev.mayfly.jobs.store.admission;

import org.jspecify.annotations.NullMarked;
