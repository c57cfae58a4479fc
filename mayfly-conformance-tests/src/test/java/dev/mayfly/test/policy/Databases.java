package dev.mayfly.test.policy;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.database.TestDatabase;

import java.util.ArrayList;
import java.util.List;

/** The databases of one suite, closed after its last test. */
final class Databases implements AutoCloseable {

    private final List<TestDatabase> databases = new ArrayList<>();

    /** Stores that share a new database. */
    List<JobStore> stores(TestDatabase.Product product, int count) {
        TestDatabase database = TestDatabase.create(product);
        databases.add(database);
        var stores = new ArrayList<JobStore>();
        for (int i = 0; i < count; i++) {
            stores.add(JdbcJobStore.builder(database.source()).open());
        }
        return stores;
    }

    @Override
    public void close() {
        databases.forEach(TestDatabase::close);
        databases.clear();
    }
}
