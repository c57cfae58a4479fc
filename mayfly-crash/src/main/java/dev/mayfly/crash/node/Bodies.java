package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.Kind;
import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.RetryPolicy;

import java.time.Duration;

/**
 * The handlers of the load. Each tells the ledger that it begins before it does anything, and that
 * it leaves after everything; its result is its fencing token.
 *
 * <p>Thread rule: safe for use by any thread.
 */
record Bodies(ObservedStore store, LedgerClient ledger) {

    private static final int FAILURES = 2;

    private static final RetryPolicy RETRY =
            RetryPolicy.DEFAULT
                    .withMaxAttempts(FAILURES + 1)
                    .withDelays(Duration.ofMillis(100), 2.0, Duration.ofSeconds(1));

    /** A deliberate failure. */
    private static final class Failure extends Exception {

        @java.io.Serial private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }
    }

    JobDefinition<String, String> definition(Kind kind) {
        return JobDefinition.<String, String>of(kind.job(), String.class, String.class, this::run)
                .withSettings(JobSettings.DEFAULTS.withRetry(RETRY));
    }

    private String run(String token, JobContext job) throws Exception {
        String id = job.id().value();
        long epoch = job.fencingToken();
        long incarnation = store.lease(job.id(), epoch);
        ledger.begin(token, id, epoch, incarnation);
        String how = "failed";
        try {
            work(token, job);
            how = "done";
        } finally {
            long newest = ledger.leave(id, epoch, job.isCancelled() ? "cancelled" : how);
            // Asked after the ledger has answered: whoever still trusts its lease now is wrong.
            if (newest > epoch && store.holds(incarnation)) {
                ledger.overlap(id, epoch, newest);
            }
        }
        return Long.toString(epoch);
    }

    private static void work(String token, JobContext job) throws Exception {
        switch (Kind.of(token)) {
            case BRIEF -> job.task().sleep(brief(token));
            case LONG -> job.task().sleep(Duration.ofSeconds(8));
            case FLAKY -> {
                if (job.attempt() <= FAILURES) {
                    throw new Failure("attempt " + job.attempt() + " fails as it should");
                }
            }
            case DOOMED -> throw new Failure("fails as it should");
            case INSTANT, LATER -> {}
        }
    }

    private static Duration brief(String token) {
        return Duration.ofMillis(5 + Math.floorMod(token.hashCode(), 196));
    }
}
