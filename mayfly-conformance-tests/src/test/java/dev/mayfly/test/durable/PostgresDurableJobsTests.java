package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class PostgresDurableJobsTests extends DurableJobsTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.POSTGRESQL;
    }
}
