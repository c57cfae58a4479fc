package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.database.TestDatabase;

/** A store that ends with its database. */
final class JdbcContract extends Delegate {

    private final TestDatabase database;

    private JdbcContract(JobStore store, TestDatabase database) {
        super(store);
        this.database = database;
    }

    static JobStore open(TestDatabase.Product product) {
        TestDatabase database = TestDatabase.create(product);
        return new JdbcContract(JdbcJobStore.builder(database.source()).open(), database);
    }

    @Override
    public void close() {
        super.close();
        database.close();
    }
}
