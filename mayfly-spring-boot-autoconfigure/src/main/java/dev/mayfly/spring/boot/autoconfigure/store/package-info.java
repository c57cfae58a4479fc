/**
 * Stores as Spring applications have them: a file of Mayfly's own, or the application's database
 * with its transactions and its way of making tables.
 *
 * <p>Depends on {@code dev.mayfly.store.jdbc}, {@code dev.mayfly.jobs}, the package {@code
 * configuration}, and where its types say so on H2 or Spring JDBC, which may be absent: each type
 * is loaded only where what it needs is there. Thread rule: used by the thread that starts the
 * application, except {@link dev.mayfly.spring.boot.autoconfigure.store.SpringTransactions}, which
 * any thread may use.
 */
@NullMarked
package dev.mayfly.spring.boot.autoconfigure.store;

import org.jspecify.annotations.NullMarked;
