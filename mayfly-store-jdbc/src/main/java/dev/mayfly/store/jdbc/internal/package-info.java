/**
 * Tables, and who writes them. Not API.
 *
 * <p>Depends on JDBC and on {@code dev.mayfly.jobs.model} and {@code .store}. Thread rule: stated
 * by each class.
 */
@NullMarked
package dev.mayfly.store.jdbc.internal;

import org.jspecify.annotations.NullMarked;
