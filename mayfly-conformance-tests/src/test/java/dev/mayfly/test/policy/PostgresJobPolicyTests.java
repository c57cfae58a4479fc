package dev.mayfly.test.policy;

import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.test.database.TestDatabase;
import dev.mayfly.test.jobs.JobPolicyContractTests;

import org.junit.jupiter.api.AfterAll;

import java.util.List;

/** The policies of queues over two nodes that share a real PostgreSQL. */
class PostgresJobPolicyTests extends JobPolicyContractTests {

    private static final Databases DATABASES = new Databases();

    @Override
    protected List<JobStore> newStores() {
        return DATABASES.stores(TestDatabase.Product.POSTGRESQL, 2);
    }

    @AfterAll
    static void close() {
        DATABASES.close();
    }
}
