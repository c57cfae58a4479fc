package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.test.database.TestDatabase;

/** The contract on H2, each store on a database of its own. */
class H2JobStoreTests extends JobStoreContractTests {

    @Override
    protected JobStore newStore() {
        return JdbcContract.open(TestDatabase.Product.H2);
    }
}
