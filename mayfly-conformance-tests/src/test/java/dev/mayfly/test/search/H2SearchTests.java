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
    String[] indexes() {
        return new String[] {
            "CREATE INDEX mayfly_job_key ON mayfly_job (job_key, queue, seq)",
            "CREATE INDEX mayfly_job_batch ON mayfly_job (batch, seq)",
            "CREATE INDEX mayfly_job_member_state ON mayfly_job (batch, member_state, seq)",
            "CREATE INDEX mayfly_job_parent ON mayfly_job (parent, seq)"
        };
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
