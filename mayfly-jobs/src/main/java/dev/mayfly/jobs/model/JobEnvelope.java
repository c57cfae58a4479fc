package dev.mayfly.jobs.model;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What was submitted: plain data that any process can store, send and run, provided that it knows a
 * job of that name. Nothing of it changes after the submission but the payload of a job that waits,
 * where a later submission is one with it.
 *
 * @param id the job's identity
 * @param name the job's name in the registry, never an alias
 * @param queue where it runs
 * @param priority how urgent it is among those of its queue, 1 (most urgent) to 31; what counted
 *     when it was submitted
 * @param payload the payload as JSON; {@code null} as text for a job without one
 * @param options what the submission wanted otherwise than the definition says
 * @param traceContext what the interceptors captured on the submitter's thread, for instance {@code
 *     traceparent}
 * @param origin the name of the node that accepted it
 * @param lineage the ids of the jobs that led to this one, oldest first, at most the 64 nearest;
 *     empty if it was not submitted by a job
 */
public record JobEnvelope(
        JobId id,
        String name,
        String queue,
        int priority,
        String payload,
        JobOptions options,
        Map<String, String> traceContext,
        String origin,
        List<JobId> lineage) {

    private static final int LONGEST_LINEAGE = 64;

    /** Copies the collections and keeps the nearest 64 ancestors. */
    public JobEnvelope {
        traceContext = Map.copyOf(traceContext);
        int surplus = lineage.size() - LONGEST_LINEAGE;
        lineage = List.copyOf(surplus > 0 ? lineage.subList(surplus, lineage.size()) : lineage);
    }

    /**
     * The job whose handler submitted this one.
     *
     * @return the last of the {@link #lineage()}; null for a job that no job submitted
     */
    public @Nullable JobId parent() {
        return lineage.isEmpty() ? null : lineage.getLast();
    }

    /**
     * This envelope with another context.
     *
     * @param traceContext what was captured
     * @return a copy
     */
    public JobEnvelope withTraceContext(Map<String, String> traceContext) {
        return new JobEnvelope(
                id, name, queue, priority, payload, options, traceContext, origin, lineage);
    }

    /**
     * This envelope with another payload.
     *
     * @param payload as JSON
     * @return a copy
     */
    public JobEnvelope withPayload(String payload) {
        return new JobEnvelope(
                id, name, queue, priority, payload, options, traceContext, origin, lineage);
    }
}
