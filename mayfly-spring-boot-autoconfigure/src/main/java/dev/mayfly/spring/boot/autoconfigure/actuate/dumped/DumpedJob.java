package dev.mayfly.spring.boot.autoconfigure.actuate.dumped;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One job in a {@link dev.mayfly.spring.boot.autoconfigure.actuate.StateDump}. Of payload, result
 * and errors it says that they are there, and not what is in them.
 *
 * @param id its identity
 * @param name its name
 * @param queue its queue
 * @param priority its priority
 * @param state where it stands
 * @param attempts how many have started
 * @param failures how many have failed
 * @param retry when it is tried again
 * @param submittedAt when it was accepted
 * @param startedAt when its last attempt began; null before the first
 * @param finishedAt when it ended; null while it has not
 * @param changedAt when it last changed
 * @param dueAt when it is due; null unless it waits for a time
 * @param owner the node that has it; null while none has
 * @param cancelRequested whether it was asked to end
 * @param why why it is where it is; null where it has ended or waits for a retry, whose reason
 *     quotes the error, and for jobs beyond the first 200
 * @param progressDone how much is done
 * @param progressTotal of how much; 0 where that is not known
 * @param waitingFor the signal that it waits for; null if for none
 * @param labels as its submitter gave them
 * @param origin who submitted it
 * @param lineage the jobs above it, the first at the front
 * @param batch the batch that it is part of, if of one
 * @param timeout after how long an attempt is ended, an ISO 8601 duration; null for never
 * @param payload how long the payload is
 * @param result how long the result is; null if there is none
 * @param error the type of the last failure, without its message, which may quote the payload
 * @param history the attempts that have ended, the first at the front
 * @param traceparent the submitter's trace, if there was one
 */
public record DumpedJob(
        String id,
        String name,
        String queue,
        int priority,
        String state,
        int attempts,
        int failures,
        Retry retry,
        String submittedAt,
        @Nullable String startedAt,
        @Nullable String finishedAt,
        String changedAt,
        @Nullable String dueAt,
        @Nullable String owner,
        boolean cancelRequested,
        @Nullable String why,
        long progressDone,
        long progressTotal,
        @Nullable String waitingFor,
        Map<String, String> labels,
        String origin,
        List<String> lineage,
        @Nullable String batch,
        @Nullable String timeout,
        String payload,
        @Nullable String result,
        @Nullable String error,
        List<Attempt> history,
        @Nullable String traceparent) {

    /**
     * When a job is tried again.
     *
     * @param maxAttempts attempts in all
     * @param initialDelay before the second attempt, an ISO 8601 duration
     * @param multiplier of each further wait
     * @param maxDelay the longest wait, an ISO 8601 duration
     * @param jitter by what part of it a wait may be shorter, 0 to 1
     * @param retryOn the errors that are retried; empty for all
     * @param noRetryOn the errors that are not
     */
    public record Retry(
            int maxAttempts,
            String initialDelay,
            double multiplier,
            String maxDelay,
            double jitter,
            Set<String> retryOn,
            Set<String> noRetryOn) {}

    /**
     * An attempt that has ended.
     *
     * @param number counted from 1
     * @param startedAt when it began
     * @param finishedAt when it ended
     * @param outcome how
     * @param error the type of its error, without its message; null if there was none
     */
    public record Attempt(
            int number,
            String startedAt,
            String finishedAt,
            String outcome,
            @Nullable String error) {}
}
