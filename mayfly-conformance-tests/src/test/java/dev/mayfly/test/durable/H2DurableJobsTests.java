package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class H2DurableJobsTests extends DurableJobsTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.H2;
    }
}
