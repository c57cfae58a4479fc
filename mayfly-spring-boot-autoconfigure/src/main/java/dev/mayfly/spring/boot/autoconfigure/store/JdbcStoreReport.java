package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.spring.boot.autoconfigure.actuate.StoreReport;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.store.jdbc.StoreFigures;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Reports on the application's store, where it is one in a database.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class JdbcStoreReport implements StoreReport {

    private final ObjectProvider<JobStore> stores;

    /**
     * A report.
     *
     * @param stores has the store, once it is made
     */
    public JdbcStoreReport(ObjectProvider<JobStore> stores) {
        this.stores = stores;
    }

    private @Nullable JdbcJobStore store() {
        return stores.getIfUnique() instanceof JdbcJobStore store ? store : null;
    }

    @Override
    public @Nullable Throwable outage() {
        JdbcJobStore store = store();
        return store == null ? null : store.outage().orElse(null);
    }

    @Override
    public @Nullable Figures figures() {
        JdbcJobStore store = store();
        if (store == null) {
            return null;
        }
        StoreFigures told = store.figures();
        return new Figures(
                told.outages(),
                told.leased(),
                told.leasesLost(),
                told.claims(),
                told.claimed(),
                told.recovered());
    }
}
