package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.test.database.TestDatabase;

/** The policies of queues on a real PostgreSQL. */
class PostgresQueuePolicyTests extends QueuePolicyContractTests {

    @Override
    protected JobStore newStore() {
        return JdbcContract.open(TestDatabase.Product.POSTGRESQL);
    }
}
