package dev.mayfly.test.policy;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.test.database.TestDatabase;
import dev.mayfly.test.jobs.QueuePolicyContractTests;

import org.junit.jupiter.api.AfterAll;

/** The policies of queues in H2. */
class H2QueuePolicyTests extends QueuePolicyContractTests {

    private static final Databases DATABASES = new Databases();

    @Override
    protected JobStore newStore() {
        return DATABASES.stores(TestDatabase.Product.H2, 1).getFirst();
    }

    @AfterAll
    static void close() {
        DATABASES.close();
    }
}
