package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class H2RefusedValueTests extends RefusedValueTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.H2;
    }
}
