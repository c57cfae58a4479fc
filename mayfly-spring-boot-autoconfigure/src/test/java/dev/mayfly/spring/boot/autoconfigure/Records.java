package dev.mayfly.spring.boot.autoconfigure;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobRecord;

/** Records as other nodes would have written them. */
final class Records {

    private Records() {}

    static JobRecord from(String origin, JobRecord like) {
        JobEnvelope e = like.envelope();
        return JobRecord.submitted(
                new JobEnvelope(
                        e.id(),
                        e.name(),
                        e.queue(),
                        e.priority(),
                        e.payload(),
                        e.options(),
                        e.traceContext(),
                        origin,
                        e.lineage()),
                like.submittedAt(),
                null);
    }
}
