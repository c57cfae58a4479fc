/**
 * Databases for tests: H2 in memory and in files, and a real PostgreSQL.
 *
 * <p>Thread rule: safe for use by any thread.
 */
@NullMarked
package dev.mayfly.test.database;

import org.jspecify.annotations.NullMarked;
