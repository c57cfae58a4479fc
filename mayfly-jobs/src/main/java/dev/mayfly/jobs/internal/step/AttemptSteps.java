package dev.mayfly.jobs.internal.step;

import dev.mayfly.jobs.handler.PermanentFailureException;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.step.JobSuspension;
import dev.mayfly.jobs.step.ReceivedSignal;
import dev.mayfly.jobs.step.StepException;
import dev.mayfly.jobs.store.UnstorableException;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * The steps of one attempt: what earlier runs of the handler decided is looked up, what this one
 * decides is stored before the handler hears of it.
 *
 * <p>A wait for a signal that has not come ends the run. What the job is to wait for is remembered
 * here, and written down once the handler's stack is gone: {@link #waiting}.
 *
 * <p>Thread rule: safe for use by any thread; the body of a step runs on the one that asked.
 */
public final class AttemptSteps {

    /** Chains of causes may be circular. */
    private static final int DEEPEST_CAUSE = 16;

    /** Longer waits are as good as endless, and their end can still be written as a time. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(36_500);

    private final Attempt attempt;
    private final Json json;

    /** Guarded by this: what is decided, by key; null until somebody asks. */
    private @Nullable Map<String, StepRecord> decided;

    /** Guarded by this: the names of the steps that this attempt has come to. */
    private final Set<String> begun = new HashSet<>();

    /** Guarded by this: how many waits for each signal this attempt has come to. */
    private final Map<String, Integer> waits = new HashMap<>();

    /** Guarded by this: the signal whose time-out is to be told, if any. */
    private @Nullable String overdue;

    /** Set once this run of the handler is to end. */
    private volatile @Nullable Stop stop;

    /** Why a run is to end: to wait, or since a step could not be stored. */
    private record Stop(
            JobSuspension thrown, @Nullable Wait until, @Nullable StepException failure) {}

    private record Wait(String signal, Instant dueAt, long seen) {}

    /**
     * Begins with nothing read.
     *
     * @param attempt whose steps
     */
    public AttemptSteps(Attempt attempt) {
        this.attempt = attempt;
        this.json = new Json(attempt.codec());
        this.overdue = attempt.started().waitingFor();
    }

    // ---- steps

    /**
     * Runs a step, unless it has been run.
     *
     * @param name its name
     * @param type of its result
     * @param body what it does
     * @return the result, as read back from its JSON
     * @throws Exception what the body threw
     */
    public @Nullable Object step(String name, Type type, Callable<?> body) throws Exception {
        StepRecord known = begin(name);
        if (known != null) {
            return decode(known, type);
        }
        Object result = attempt.run(name, body);
        goOn();
        StepRecord done =
                StepRecord.finished(
                        name, encoded(name, result), started().attempts(), attempt.now());
        Object again = decode(done, type);
        store(done, 0);
        return again;
    }

    private synchronized @Nullable StepRecord begin(String name) {
        goOn();
        Limits.checkStepName(started().name(), "step", name);
        if (!begun.add(name)) {
            throw new StepException(
                    "job \""
                            + started().name()
                            + "\" has come to step \""
                            + name
                            + "\" twice in one attempt; give each step a name of its own, in a"
                            + " loop for instance \""
                            + name
                            + "-\" + i");
        }
        return lookedUp(StepRecord.stepKey(name), "step \"" + name + "\"");
    }

    private String encoded(String name, @Nullable Object result) {
        String text = json.encode(result, resultOf(name));
        int size = Limits.excess(text);
        if (size > 0) {
            throw new StepException(
                    resultOf(name)
                            + " has "
                            + size
                            + " bytes of JSON, and may have "
                            + Limits.LARGEST
                            + "; store it elsewhere and return where it is");
        }
        return text;
    }

    private @Nullable Object decode(StepRecord step, Type type) {
        return json.decode(step.result(), type, resultOf(step.name()));
    }

    private String resultOf(String step) {
        return "the result of step \"" + step + "\" of job \"" + started().name() + "\"";
    }

    // ---- signals

    /**
     * Waits for a signal, by ending this run of the handler where it has not come.
     *
     * @param name of the signal
     * @param type of its payload
     * @param timeout how long the job waits; zero to look and not wait
     * @return the signal; empty once the time is over
     */
    public Optional<ReceivedSignal<@Nullable Object>> await(
            String name, Type type, Duration timeout) {
        if (timeout.isNegative()) {
            throw new StepException(
                    "job \""
                            + started().name()
                            + "\" waits for signal \""
                            + name
                            + "\" for "
                            + timeout
                            + ", which is negative; zero looks without waiting");
        }
        goOn();
        Limits.checkStepName(started().name(), "signal", name);
        int occurrence;
        StepRecord known;
        synchronized (this) {
            occurrence = waits.merge(name, 1, Integer::sum);
            known = lookedUp(StepRecord.waitKey(name, occurrence), "signal \"" + name + "\"");
        }
        return received(known != null ? known : decide(name, occurrence, type, timeout), type);
    }

    private StepRecord decide(String name, int occurrence, Type type, Duration timeout) {
        List<SignalRecord> signals = attempt.store().signals(started().id());
        int number = started().attempts();
        for (SignalRecord signal : signals) {
            if (!signal.taken() && signal.name().equals(name)) {
                var step =
                        new StepRecord(
                                StepRecord.Kind.SIGNAL,
                                name,
                                occurrence,
                                signal.payload(),
                                signal.sender(),
                                number,
                                signal.at());
                received(step, type); // one that cannot be read stays for a handler that can
                return store(step, signal.number());
            }
        }
        if (timeout.isZero() || isOverdue(name)) {
            return store(
                    new StepRecord(
                            StepRecord.Kind.TIMEOUT,
                            name,
                            occurrence,
                            Json.NONE,
                            "",
                            number,
                            attempt.now()),
                    0);
        }
        long seen = signals.isEmpty() ? 0 : signals.getLast().number();
        throw suspended(name, timeout, seen);
    }

    /**
     * Whether the job runs since its wait for this signal has lasted long enough. Tells it once.
     */
    private synchronized boolean isOverdue(String name) {
        if (!name.equals(overdue)) {
            return false;
        }
        overdue = null;
        return true;
    }

    private JobSuspension suspended(String name, Duration timeout, long seen) {
        Duration wait = timeout.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : timeout;
        var thrown =
                new JobSuspension(
                        "job "
                                + started().id()
                                + " waits for signal \""
                                + name
                                + "\"; let this pass, it is no failure");
        Instant due = attempt.now().plus(wait);
        stop = new Stop(thrown, new Wait(name, due.truncatedTo(ChronoUnit.MICROS), seen), null);
        return thrown;
    }

    private Optional<ReceivedSignal<@Nullable Object>> received(StepRecord step, Type type) {
        if (step.kind() == StepRecord.Kind.TIMEOUT) {
            return Optional.empty();
        }
        String what = "the payload of signal \"" + step.name() + "\" to job " + started().id();
        return Optional.of(
                new ReceivedSignal<>(
                        step.name(),
                        json.decode(step.result(), type, what),
                        step.sender(),
                        step.at()));
    }

    // ---- what is stored

    private JobRecord started() {
        return attempt.started();
    }

    /** What was decided; null if it is to be decided now. The caller holds the lock. */
    private @Nullable StepRecord lookedUp(String key, String what) {
        Map<String, StepRecord> all = decided;
        if (all == null) {
            all = new HashMap<>();
            if (started().epoch() > 1) { // nobody has run it before its first owner
                for (StepRecord step : attempt.store().steps(started().id())) {
                    all.put(step.key(), step);
                }
            }
            decided = all;
        }
        StepRecord known = all.get(key);
        if (known == null && all.size() >= Limits.MOST_STEPS) {
            throw new StepException(
                    "job \""
                            + started().name()
                            + "\" has "
                            + Limits.MOST_STEPS
                            + " steps and comes to another, "
                            + what
                            + "; do several things in one step, or submit a job for each part");
        }
        return known;
    }

    /** Stores a decision, and returns once it cannot be lost. */
    private StepRecord store(StepRecord step, long signal) {
        var kept = new CompletableFuture<Boolean>();
        attempt.apply(
                new StepTransition.Decide(started().id(), started().epoch(), step, signal),
                job -> kept.complete(job != null));
        if (!kept.join()) {
            throw refused(step);
        }
        synchronized (this) {
            if (decided != null) {
                decided.put(step.key(), step);
            }
        }
        return step;
    }

    private JobSuspension refused(StepRecord step) {
        UnstorableException refusal = attempt.unstorable();
        String reason =
                refusal == null
                        ? "attempt "
                                + started().attempts()
                                + " (fencing token "
                                + started().epoch()
                                + ") has lost the job, or the store refused it"
                        : String.valueOf(refusal.getMessage());
        String why =
                "step \""
                        + step.name()
                        + "\" of job "
                        + started().id()
                        + " was not stored: "
                        + reason;
        var thrown = new JobSuspension(why);
        stop = new Stop(thrown, null, new StepException(why));
        return thrown;
    }

    /** Ends a handler again that has gone on behind its end. */
    private void goOn() {
        Stop known = stop;
        if (known != null) {
            throw known.thrown;
        }
    }

    // ---- the end of the run

    /**
     * The handler returned: it must not have been told to end.
     *
     * @throws PermanentFailureException if it was
     */
    public void returned() {
        Stop known = stop;
        if (known != null) {
            throw new PermanentFailureException(
                    "the handler of job \""
                            + started().name()
                            + "\" caught a JobSuspension and returned ("
                            + known.thrown.getMessage()
                            + "); catch Exception and not Throwable, or throw it on",
                    null);
        }
    }

    /**
     * What the job is to wait for, if that is why the handler ended.
     *
     * @param thrown what it threw
     * @param progress its last word
     * @return the step to take; null if it ended otherwise
     */
    public StepTransition.@Nullable AwaitSignal waiting(Throwable thrown, Progress progress) {
        Stop known = stop;
        Wait wait = known == null ? null : known.until;
        if (known == null || wait == null || !isCausedBy(thrown, known.thrown)) {
            return null;
        }
        return new StepTransition.AwaitSignal(
                started().id(),
                started().epoch(),
                attempt.now(),
                wait.dueAt,
                wait.signal,
                wait.seen,
                progress);
    }

    /**
     * Why the handler failed: what it threw, or why its step could not be stored.
     *
     * @param thrown what it threw
     * @return the failure
     */
    public Throwable failure(Throwable thrown) {
        Stop known = stop;
        StepException failure = known == null ? null : known.failure;
        return failure != null && known != null && isCausedBy(thrown, known.thrown)
                ? failure
                : thrown;
    }

    private static boolean isCausedBy(Throwable thrown, JobSuspension suspension) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause == suspension) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
