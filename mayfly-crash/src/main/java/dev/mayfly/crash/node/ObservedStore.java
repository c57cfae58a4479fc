package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.Kind;
import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The store under test, between it and the runtime: sees under which lease runs begin and which
 * outcomes are refused, and has the faults that a run must find. Safe for use by any thread.
 */
final class ObservedStore implements JobStore {

    /** How long an acknowledgement is ahead of its commit where that fault is planted. */
    private static final long AHEAD_NANOS = 300_000_000;

    private final JobStore delegate;
    private final ObservedRunners runners;
    private final LedgerClient ledger;
    private final Fault fault;

    /** The leases of runs that are under way, by job and fencing token. */
    private final Map<String, Long> leases = new ConcurrentHashMap<>();

    ObservedStore(JobStore delegate, LedgerClient ledger, Fault fault) {
        this.delegate = delegate;
        this.ledger = ledger;
        this.fault = fault;
        this.runners = new ObservedRunners(delegate.runners().orElseThrow(), ledger, fault);
    }

    /** The lease under which a run has begun; each can be asked for once. */
    long lease(JobId job, long epoch) {
        Long incarnation = leases.remove(key(job, epoch));
        if (incarnation == null) {
            throw new IllegalStateException("nobody has started job " + job + " at " + epoch);
        }
        return incarnation;
    }

    Fault fault() {
        return fault;
    }

    boolean holds(long incarnation) {
        return runners.holds(incarnation);
    }

    private static String key(JobId job, long epoch) {
        return job + "@" + epoch;
    }

    // ---- what is observed

    @Override
    public void insert(Collection<JobRecord> jobs, Consumer<Acceptance> then) {
        if (fault == Fault.EARLY_ACKNOWLEDGEMENT) {
            List<JobRecord> copy = List.copyOf(jobs);
            var _ =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                LockSupport.parkNanos(AHEAD_NANOS);
                                delegate.insert(copy, then);
                            });
        } else {
            delegate.insert(jobs, then);
        }
    }

    @Override
    public void apply(Transition step, JobRecord known, Consumer<TransitionResult> then) {
        if (step instanceof Transition.Start) {
            leases.put(key(step.id(), step.epoch()), known.incarnation());
        }
        delegate.apply(
                step,
                known,
                result -> {
                    TransitionResult told = result;
                    if (result instanceof TransitionResult.Rejected) {
                        ledger.rejected(step.id().value(), step.epoch());
                        if (fault == Fault.NO_FENCE) {
                            forced(step, then);
                            return;
                        }
                    }
                    then.accept(told);
                });
    }

    /** Not on the store's own thread, which would wait for itself. */
    private void forced(Transition step, Consumer<TransitionResult> then) {
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            JobRecord now = delegate.find(step.id()).orElseThrow();
                            then.accept(delegate.apply(withEpoch(step, now.epoch())));
                        });
    }

    private static Transition withEpoch(Transition step, long epoch) {
        return switch (step) {
            case Transition.Succeed s ->
                    new Transition.Succeed(s.id(), epoch, s.at(), s.result(), s.progress());
            case Transition.Retry s ->
                    new Transition.Retry(
                            s.id(),
                            epoch,
                            s.at(),
                            s.dueAt(),
                            s.error(),
                            s.timedOut(),
                            s.progress());
            case Transition.Fail s ->
                    new Transition.Fail(
                            s.id(), epoch, s.at(), s.error(), s.timedOut(), s.progress());
            case Transition.Cancel s ->
                    new Transition.Cancel(s.id(), epoch, s.from(), s.at(), s.progress());
            default -> step;
        };
    }

    @Override
    public Optional<Runners> runners() {
        return Optional.of(runners);
    }

    // ---- what is handed on

    @Override
    public StoreInfo info() {
        return delegate.info();
    }

    @Override
    public void insert(Collection<JobRecord> jobs) {
        delegate.insert(jobs);
    }

    @Override
    public List<SubmissionOutcome> admit(List<JobRecord> jobs, Consumer<Acceptance> then) {
        return delegate.admit(jobs, then);
    }

    @Override
    public void onMoved(BiConsumer<JobRecord, JobRecord> listener) {
        delegate.onMoved(listener);
    }

    @Override
    public TransitionResult apply(Transition transition) {
        return delegate.apply(transition);
    }

    @Override
    public List<TransitionResult> applyAll(List<? extends Transition> transitions) {
        return delegate.applyAll(transitions);
    }

    @Override
    public void flush() {
        delegate.flush();
    }

    @Override
    public Optional<JobRecord> find(JobId id) {
        return delegate.find(id);
    }

    @Override
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        return delegate.find(ids);
    }

    @Override
    public JobPage query(JobQuery query) {
        return delegate.query(query);
    }

    @Override
    public Map<String, QueueCounters> counters() {
        return delegate.counters();
    }

    @Override
    public List<JobRecord> due(Instant now, int limit) {
        return delegate.due(now, limit);
    }

    @Override
    public Optional<Instant> nextDue() {
        return delegate.nextDue();
    }

    @Override
    public void appendLog(JobId id, int attempt, Instant at, String text) {
        delegate.appendLog(id, attempt, at, text);
    }

    @Override
    public List<StepRecord> steps(JobId id) {
        List<StepRecord> steps = delegate.steps(id);
        return fault == Fault.FORGOTTEN_STEPS
                ? steps.stream()
                        .filter(step -> !Kind.STEPPED.steps().contains(step.name()))
                        .toList()
                : steps;
    }

    @Override
    public List<SignalRecord> signals(JobId id) {
        return delegate.signals(id);
    }

    @Override
    public LogPage log(JobId id, long from, int limit) {
        return delegate.log(id, from, limit);
    }

    @Override
    public int evict(Instant now) {
        return delegate.evict(now);
    }

    @Override
    public List<RecurringJob> recurring() {
        return delegate.recurring();
    }

    @Override
    public boolean saveRecurring(RecurringJob next) {
        return delegate.saveRecurring(next);
    }

    @Override
    public boolean fireRecurring(RecurringJob next, JobRecord run) {
        return delegate.fireRecurring(next, run);
    }

    @Override
    public boolean removeRecurring(String id) {
        return delegate.removeRecurring(id);
    }

    @Override
    public QueuePolicyStore policies() {
        return delegate.policies();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
