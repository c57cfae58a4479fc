package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class H2ClaimOrderTests extends ClaimOrderTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.H2;
    }
}
