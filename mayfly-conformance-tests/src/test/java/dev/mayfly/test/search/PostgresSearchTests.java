package dev.mayfly.test.search;

import dev.mayfly.test.database.TestDatabase;

import java.util.List;

class PostgresSearchTests extends SearchTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.POSTGRESQL;
    }

    @Override
    String numbers(int count) {
        return "generate_series(1, " + count + ") AS n(i)";
    }

    @Override
    String time(String seconds) {
        return "TIMESTAMPTZ '2026-01-01T00:00:00Z' + " + seconds + " * INTERVAL '1 second'";
    }

    @Override
    String[] indexes() {
        return new String[0];
    }

    @Override
    String analyze() {
        return "ANALYZE mayfly_job";
    }

    @Override
    List<String> forbidden() {
        return List.of("Seq Scan on mayfly_job", "Sort  (");
    }

    @Override
    List<String> required() {
        return List.of("using mayfly_job_");
    }
}
