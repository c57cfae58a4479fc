/**
 * Where the interceptors are called that are not part of an attempt's run.
 *
 * <p>Depends on {@code dev.mayfly.jobs.handler} and {@code .model}. Thread rule: safe for use by
 * any thread.
 */
@NullMarked
package dev.mayfly.jobs.internal.intercept;

import org.jspecify.annotations.NullMarked;
