package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.test.database.TestDatabase;

/** The contract on a real PostgreSQL, each store in a schema of its own. */
class PostgresJobStoreTests extends JobStoreContractTests {

    @Override
    protected JobStore newStore() {
        return JdbcContract.open(TestDatabase.Product.POSTGRESQL);
    }

    /** Each step waits for the disk here; H2 and memory take the long way. */
    @Override
    protected int modelSeeds() {
        return Integer.getInteger("mayfly.model.seeds", 12);
    }
}
