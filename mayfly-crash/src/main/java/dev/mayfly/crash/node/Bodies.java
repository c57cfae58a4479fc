package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.Kind;
import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.RetryPolicy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handlers of the load. Each tells the ledger that it begins before it does anything, and that
 * it leaves after everything; its result is its fencing token.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Bodies {

    private static final int FAILURES = 2;

    private static final RetryPolicy RETRY =
            RetryPolicy.DEFAULT
                    .withMaxAttempts(FAILURES + 1)
                    .withDelays(Duration.ofMillis(100), 2.0, Duration.ofSeconds(1));

    /** More of them at a time would leave no room for others. */
    private static final int MOST_LONG = 2;

    private static final Duration LOOK = Duration.ofMillis(50);

    private final ObservedStore store;
    private final LedgerClient ledger;
    private final AtomicInteger longRuns = new AtomicInteger();
    private volatile boolean draining;

    Bodies(ObservedStore store, LedgerClient ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /** Long runs come to their end. */
    void drain() {
        draining = true;
    }

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

    private void work(String token, JobContext job) throws Exception {
        switch (Kind.of(token)) {
            case BRIEF -> job.task().sleep(brief(token));
            case LONG -> waitForEnd(job);
            case FLAKY -> {
                if (job.attempt() <= FAILURES) {
                    throw new Failure("attempt " + job.attempt() + " fails as it should");
                }
            }
            case DOOMED -> throw new Failure("fails as it should");
            case INSTANT, LATER -> {}
        }
    }

    private void waitForEnd(JobContext job) {
        try {
            boolean few = longRuns.incrementAndGet() <= MOST_LONG;
            while (few && job.attempt() == 1 && !draining) {
                job.task().sleep(LOOK);
            }
        } finally {
            longRuns.decrementAndGet();
        }
    }

    private static Duration brief(String token) {
        return Duration.ofMillis(5 + Math.floorMod(token.hashCode(), 196));
    }
}
