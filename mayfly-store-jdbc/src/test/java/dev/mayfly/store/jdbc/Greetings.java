package dev.mayfly.store.jdbc;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Jobs for tests of the store that care for nothing but their ids. */
final class Greetings {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Greetings() {}

    /** A job named {@code greet} in the queue {@code default}, submitted just {@link #NOW}. */
    static JobRecord job(String id) {
        var envelope =
                new JobEnvelope(
                        new JobId(id),
                        "greet",
                        "default",
                        10,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "node",
                        List.of());
        return JobRecord.submitted(envelope, NOW, null);
    }
}
