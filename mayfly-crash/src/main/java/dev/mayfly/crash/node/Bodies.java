package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.Kind;
import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.jobs.step.SignalRejectedException;
import dev.mayfly.jobs.step.StepAction;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
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

    /** A database that is down for a while must not use up the attempts of a job with steps. */
    private static final RetryPolicy PATIENT = RETRY.withMaxAttempts(1_000);

    /** Longer than any run: a signal that is lost is found as a job that has not ended. */
    private static final Duration FOR_A_SIGNAL = Duration.ofHours(1);

    private static final String SIGNAL = "go";

    private static final Duration LOOK = Duration.ofMillis(50);

    private final ObservedStore store;
    private final LedgerClient ledger;
    private final AtomicInteger longRuns = new AtomicInteger();
    private volatile boolean draining;
    private volatile @Nullable Jobs jobs;

    Bodies(ObservedStore store, LedgerClient ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /** Says who takes signals, as soon as that is known; bodies wait for it. */
    void start(Jobs started) {
        jobs = started;
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
        boolean patient =
                (!kind.steps().isEmpty() || kind == Kind.CALLER)
                        && store.fault() != Fault.FORGOTTEN_STEPS; // it would go on and on
        return JobDefinition.<String, String>of(kind.job(), String.class, String.class, this::run)
                .withSettings(JobSettings.DEFAULTS.withRetry(patient ? PATIENT : RETRY));
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
            case STEPPED -> {
                for (String step : Kind.STEPPED.steps()) {
                    step(job, step, () -> job.task().sleep(brief(token + step).dividedBy(4)));
                }
            }
            case WAITING -> waitForSignal(token, job);
            case CALLER -> call(token, awaitJobs(job));
            case INSTANT, LATER -> {}
        }
    }

    /** A step whose result is the fencing token of the run that ran it. */
    private void step(JobContext job, String name, StepAction body) throws Exception {
        String id = job.id().value();
        long epoch = job.fencingToken();
        String result =
                job.step(
                        name,
                        String.class,
                        () -> {
                            ledger.step(id, epoch, name);
                            body.run();
                            return Long.toString(epoch);
                        });
        ledger.kept(id, epoch, name, result);
    }

    private void waitForSignal(String token, JobContext job) throws Exception {
        String call = Kind.CALLER.token(job.id().value());
        step(
                job,
                Kind.WAITING.steps().getFirst(),
                () -> {
                    ledger.intend(List.of(call));
                    JobHandle<?> caller =
                            job.submit(
                                    Kind.CALLER.job(),
                                    call,
                                    JobOptions.DEFAULTS.withIdempotencyKey(
                                            job.idempotencyKey(Kind.CALLER.job())));
                    ledger.acknowledged(List.of(call), List.of(caller.id().value()));
                });
        String answer = job.awaitSignal(SIGNAL, String.class, FOR_A_SIGNAL).orElseThrow().payload();
        if (!call.equals(answer)) {
            throw new Failure(token + " was sent " + answer + " instead of " + call);
        }
    }

    private static void call(String token, Jobs known) {
        var waiting = new JobId(Kind.about(token));
        try {
            known.signal(waiting, SIGNAL, token, SignalOptions.DEFAULTS.withId(token));
        } catch (SignalRejectedException e) {
            JobState end = known.find(waiting).orElseThrow().state();
            if (end != JobState.CANCELLED && end != JobState.FAILED) {
                throw e;
            }
            // A broken promise, but of that job; tried again, this one would never end.
        }
    }

    private Jobs awaitJobs(JobContext job) {
        Jobs known = jobs;
        while (known == null) {
            job.task().sleep(LOOK);
            known = jobs;
        }
        return known;
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
