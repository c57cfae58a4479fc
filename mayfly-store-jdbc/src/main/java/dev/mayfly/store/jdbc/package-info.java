/**
 * Keeps jobs in a relational database.
 *
 * <p>Depends on {@code dev.mayfly.jobs} and JDBC. Thread rule: safe for use by any thread.
 */
@NullMarked
package dev.mayfly.store.jdbc;

import org.jspecify.annotations.NullMarked;
