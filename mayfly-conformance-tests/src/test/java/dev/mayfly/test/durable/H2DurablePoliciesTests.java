package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class H2DurablePoliciesTests extends DurablePoliciesTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.H2;
    }
}
