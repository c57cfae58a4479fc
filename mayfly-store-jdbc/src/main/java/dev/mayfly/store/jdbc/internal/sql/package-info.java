/**
 * What the tables of the job store are written with: connections and whether the database answers,
 * what differs between databases, and how values are written in columns.
 *
 * <p>Depends on the jobs' model and JDBC. Thread rule: each type says its own.
 */
@NullMarked
package dev.mayfly.store.jdbc.internal.sql;

import org.jspecify.annotations.NullMarked;
