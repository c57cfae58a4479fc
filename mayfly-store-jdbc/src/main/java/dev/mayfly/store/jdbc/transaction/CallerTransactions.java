package dev.mayfly.store.jdbc.transaction;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.util.function.Consumer;

/**
 * Knows the transaction that the calling thread is in, so that submissions can join it. Safe for
 * use by any thread.
 */
public interface CallerTransactions {

    /** Nobody is ever in one. */
    CallerTransactions NONE =
            new CallerTransactions() {
                @Override
                public @Nullable Connection current() {
                    return null;
                }

                @Override
                public void afterCompletion(Consumer<Boolean> then) {
                    throw new IllegalStateException("there is no transaction");
                }
            };

    /**
     * The connection of the caller's transaction.
     *
     * @return of the store's own database, not to be committed nor closed; null if the caller is in
     *     no transaction there
     */
    @Nullable Connection current();

    /**
     * Tells how the caller's transaction ends.
     *
     * @param then called with true after it was committed, and with false after it was rolled back
     *     or if that is not known
     */
    void afterCompletion(Consumer<Boolean> then);
}
