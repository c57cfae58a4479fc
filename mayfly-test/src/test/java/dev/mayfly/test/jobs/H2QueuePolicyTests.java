package dev.mayfly.test.jobs;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.test.database.TestDatabase;

/** The policies of queues on H2. */
class H2QueuePolicyTests extends QueuePolicyContractTests {

    @Override
    protected JobStore newStore() {
        return JdbcContract.open(TestDatabase.Product.H2);
    }
}
