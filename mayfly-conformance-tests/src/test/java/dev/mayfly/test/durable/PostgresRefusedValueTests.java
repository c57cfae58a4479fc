package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class PostgresRefusedValueTests extends RefusedValueTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.POSTGRESQL;
    }
}
