package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class PostgresQuarantineTests extends QuarantineTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.POSTGRESQL;
    }
}
