package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class PostgresDurableStepTests extends DurableStepTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.POSTGRESQL;
    }
}
