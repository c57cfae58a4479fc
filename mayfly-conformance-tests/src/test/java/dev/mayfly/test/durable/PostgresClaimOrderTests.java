package dev.mayfly.test.durable;

import dev.mayfly.test.database.TestDatabase;

class PostgresClaimOrderTests extends ClaimOrderTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.POSTGRESQL;
    }
}
