/**
 * The tables of what relates jobs to each other, and of the rules of queues.
 *
 * <p>Depends on JDBC and {@code dev.mayfly.store.jdbc.internal.sql}. Thread rule: a connection
 * belongs to one thread.
 */
@NullMarked
package dev.mayfly.store.jdbc.internal.policy;

import org.jspecify.annotations.NullMarked;
