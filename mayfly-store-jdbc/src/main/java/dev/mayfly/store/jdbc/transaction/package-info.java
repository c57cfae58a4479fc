/**
 * The transactions of those who submit.
 *
 * <p>Depends on JDBC. Thread rule: stated by each type.
 */
@NullMarked
package dev.mayfly.store.jdbc.transaction;

import org.jspecify.annotations.NullMarked;
