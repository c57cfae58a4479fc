package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class PostgresDurablePoliciesTests extends DurablePoliciesTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.POSTGRESQL;
    }
}
