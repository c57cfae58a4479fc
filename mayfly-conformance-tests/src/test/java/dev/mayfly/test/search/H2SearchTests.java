package dev.mayfly.test.search;

import dev.mayfly.test.database.TestDatabase;

import java.util.List;

class H2SearchTests extends SearchTests {

    @Override
    TestDatabase.Product product() {
        return TestDatabase.Product.H2;
    }

    @Override
    String numbers(int count) {
        return "(SELECT CAST(x AS INTEGER) AS i FROM SYSTEM_RANGE(1, " + count + ")) AS n";
    }

    @Override
    String time(String seconds) {
        return "DATEADD('SECOND', "
                + seconds
                + ", TIMESTAMP WITH TIME ZONE '2026-01-01 00:00:00+00')";
    }

    @Override
    String analyze() {
        return "ANALYZE TABLE mayfly_job";
    }

    @Override
    List<String> forbidden() {
        return List.of("MAYFLY_JOB.tableScan");
    }

    @Override
    List<String> required() {
        return List.of("/* index sorted */");
    }
}
