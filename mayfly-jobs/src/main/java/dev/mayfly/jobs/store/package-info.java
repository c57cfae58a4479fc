/**
 * Where jobs are kept: the contract that every store fulfils, and its queries.
 *
 * <p>Depends on {@code dev.mayfly.jobs.model}. Thread rule: values are immutable, stores are safe
 * for use by any thread.
 */
@NullMarked
package dev.mayfly.jobs.store;

import org.jspecify.annotations.NullMarked;
