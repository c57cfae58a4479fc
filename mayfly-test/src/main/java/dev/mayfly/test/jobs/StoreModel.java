package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.at;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A store so simple that it is plainly right, and random steps done to it and to the store under
 * test. Where the two differ, steps are left out one after the other for as long as they still
 * differ, and what remains is shown.
 */
final class StoreModel {

    private static final int JOBS = 12;
    private static final int KINDS = 32;
    private static final List<String> QUEUES = List.of("q", "other", "third");

    /** One random step: what to do, with which job, how, and with which of those there are. */
    private record Step(int kind, int job, int variant, int pick) {}

    /** In the order of acceptance. */
    private final Map<JobId, JobRecord> jobs = new LinkedHashMap<>();

    private final Map<String, Map<JobState, Long>> entered = new TreeMap<>();
    private final Map<JobId, List<StepRecord>> steps = new HashMap<>();
    private final Map<JobId, List<SignalRecord>> signals = new HashMap<>();
    private final PolicyModel policies = new PolicyModel(jobs, this::entered);
    private final JobStore store;

    private StoreModel(JobStore store) {
        this.store = store;
    }

    /** Runs random steps; throws with the shortest run found that goes wrong. */
    static void check(Supplier<JobStore> stores, long seed, int length) {
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < length; i++) {
            steps.add(
                    new Step(
                            random.nextInt(KINDS),
                            random.nextInt(JOBS),
                            random.nextInt(1_000),
                            random.nextInt(1_000)));
        }
        String difference = run(stores, steps);
        if (difference == null) {
            return;
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step left = steps.remove(i);
            String still = run(stores, steps);
            if (still == null) {
                steps.add(i, left);
            } else {
                difference = still;
            }
        }
        throw new AssertionError(
                "seed "
                        + seed
                        + ", shortened to "
                        + steps.size()
                        + " steps: "
                        + difference
                        + "\nsteps: "
                        + steps);
    }

    private static @Nullable String run(Supplier<JobStore> stores, List<Step> steps) {
        try (JobStore store = stores.get()) {
            var model = new StoreModel(store);
            for (Step step : steps) {
                String difference = model.take(step);
                if (difference != null) {
                    return "at " + step + ": " + difference;
                }
            }
            return model.compare();
        }
    }

    private @Nullable String take(Step step) {
        if (step.kind == 0) {
            return insert(step);
        }
        if (step.kind == 1) {
            return compare();
        }
        if (step.kind >= PolicySteps.FIRST_KIND) {
            return policies.take(store, PolicySteps.of(step.kind, step.job, step.variant));
        }
        JobRecord basis = basis(step);
        JobId id = basis.id();
        JobRecord known = jobs.get(id);
        // Now and then an owner speaks that was replaced, or one that is ahead of its time.
        long epoch = basis.epoch() + (step.variant % 5 == 0 ? step.variant % 3 - 1 : 0);
        Transition transition = transition(step, basis, epoch);
        TransitionResult expected = new TransitionResult.Rejected(known);
        if (known != null && transition.accepts(known)) {
            JobRecord after = transition.applyTo(known);
            expected = new TransitionResult.Applied(known, after);
            jobs.put(id, after);
            note(transition);
            if (after.state() != known.state()) {
                entered(after);
                policies.moved(known, after);
            }
        }
        return differ("result of " + transition, expected, store.apply(transition));
    }

    /** A job that is there, or one of a dozen that may not be. */
    private JobRecord basis(Step step) {
        if (step.pick % 2 == 0 && !jobs.isEmpty()) {
            return new ArrayList<>(jobs.values()).get(step.pick % jobs.size());
        }
        JobRecord known = jobs.get(Samples.id(step.job));
        return known == null ? Samples.job(step.job) : known;
    }

    private void note(Transition transition) {
        List<StepRecord> decided = steps.computeIfAbsent(transition.id(), id -> new ArrayList<>());
        List<SignalRecord> sent = signals.computeIfAbsent(transition.id(), id -> new ArrayList<>());
        switch (transition) {
            case StepTransition.Decide decide -> {
                decided.add(decide.step());
                sent.replaceAll(s -> s.number() == decide.signal() ? s.asTaken() : s);
            }
            case StepTransition.Signal signal -> sent.add(signal.signal());
            case Transition.Redrive redrive when redrive.fresh() -> decided.clear();
            default -> {}
        }
    }

    private @Nullable String compareSteps() {
        for (JobId id : jobs.keySet()) {
            String difference =
                    differ("steps of " + id, steps.getOrDefault(id, List.of()), store.steps(id));
            if (difference == null) {
                difference =
                        differ(
                                "signals to " + id,
                                signals.getOrDefault(id, List.of()),
                                store.signals(id));
            }
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private @Nullable String insert(Step step) {
        Instant due = step.variant % 3 == 0 ? at(step.variant) : null;
        JobRecord job = Samples.job(step.job, QUEUES.get(step.job % 3), due);
        boolean expected = !jobs.containsKey(job.id());
        boolean added = true;
        try {
            store.insert(List.of(job));
        } catch (dev.mayfly.jobs.store.DuplicateJobException e) {
            added = false;
        }
        if (expected) {
            jobs.put(job.id(), job);
            entered(job);
        }
        return differ("whether " + job.id() + " was added", expected, added);
    }

    private static Transition transition(Step step, JobRecord job, long epoch) {
        JobId id = job.id();
        Instant at = at(step.variant);
        JobState state = job.state();
        var progress = new Progress(step.variant, 1_000, null);
        return switch (step.kind) {
            case 2, 3 -> new Transition.Start(id, epoch, at, "node");
            case 4 -> new Transition.Report(id, epoch, progress);
            case 5 -> new Transition.RequestCancel(id, epoch);
            case 6 -> new Transition.Succeed(id, epoch, at, "1", progress);
            case 7 ->
                    new Transition.Retry(
                            id, epoch, at, at.plusSeconds(5), Samples.ERROR, false, progress);
            case 8 -> new Transition.Fail(id, epoch, at, Samples.ERROR, true, progress);
            case 9 -> new Transition.Release(id, epoch, at, progress);
            case 10, 11 ->
                    new Transition.Promote(
                            id,
                            epoch,
                            takeable(state) == JobState.READY
                                    ? JobState.AWAITING_RETRY
                                    : takeable(state),
                            at);
            case 12 ->
                    new Transition.Cancel(
                            id, epoch, state.isTerminal() ? JobState.READY : state, at, null);
            case 13 -> new Transition.Assign(id, epoch, takeable(state), at, "other", step.variant);
            case 14 -> new Transition.Start(id, epoch, JobState.ASSIGNED, at, "other");
            case 15 -> new Transition.Recover(id, epoch, owned(state), at);
            case 16 -> new Transition.Release(id, epoch, owned(state), at, progress);
            case 17 ->
                    new Transition.Redrive(
                            id,
                            epoch,
                            state == JobState.CANCELLED ? state : JobState.FAILED,
                            at,
                            step.variant % 2 == 0);
            default -> stepTransition(step, job, epoch);
        };
    }

    private static Transition stepTransition(Step step, JobRecord job, long epoch) {
        JobId id = job.id();
        Instant at = at(step.variant);
        String name = "signal-" + step.variant % 2;
        // Now and then the signals are not those that the one who asks has seen.
        long seen = job.signals() + (step.variant % 5 == 0 ? 1 : 0);
        return switch (step.kind) {
            case 18 ->
                    new StepTransition.Decide(
                            id,
                            epoch,
                            // A handler comes to each step once.
                            StepRecord.finished("step-" + job.version(), "1", 1, at),
                            job.signals());
            case 19 ->
                    new StepTransition.AwaitSignal(
                            id, epoch, at, at.plusSeconds(5), name, seen, Progress.NONE);
            default ->
                    new StepTransition.Signal(
                            id,
                            epoch,
                            job.state().isTerminal() ? JobState.READY : job.state(),
                            new SignalRecord(seen + 1, name, "", "2", "Ada", at, false));
        };
    }

    private static JobState takeable(JobState state) {
        return state == JobState.SCHEDULED
                        || state == JobState.AWAITING_RETRY
                        || state == JobState.AWAITING_SIGNAL
                ? state
                : JobState.READY;
    }

    private static JobState owned(JobState state) {
        return state == JobState.ASSIGNED ? state : JobState.RUNNING;
    }

    private void entered(JobRecord job) {
        entered.computeIfAbsent(job.queue(), queue -> new EnumMap<>(JobState.class))
                .merge(job.state(), 1L, Long::sum);
    }

    private @Nullable String compare() {
        List<JobRecord> newestFirst = new ArrayList<>(jobs.values()).reversed();
        for (int size : new int[] {1, 3, 50}) {
            String difference =
                    differ("pages of " + size, newestFirst, pages(JobQuery.ALL.withLimit(size)));
            if (difference != null) {
                return difference;
            }
        }
        for (String queue : QUEUES) {
            for (JobState state : JobState.values()) {
                JobQuery query =
                        JobQuery.ALL.withQueue(queue).withStates(Set.of(state)).withLimit(2);
                List<JobRecord> expected =
                        newestFirst.stream()
                                .filter(j -> j.queue().equals(queue) && j.state() == state)
                                .toList();
                String difference = differ(query.toString(), expected, pages(query));
                if (difference != null) {
                    return difference;
                }
            }
        }
        String difference = compareDue();
        difference = difference != null ? difference : compareSteps();
        difference = difference != null ? difference : policies.compare(store);
        return difference != null ? difference : compareCounters();
    }

    private List<JobRecord> pages(JobQuery query) {
        return Samples.all(store, query);
    }

    private @Nullable String compareDue() {
        List<JobRecord> waiting =
                jobs.values().stream()
                        .filter(j -> j.dueAt() != null && j.state() != JobState.BLOCKED)
                        .sorted(Comparator.comparing(StoreModel::dueOf))
                        .toList();
        Instant now = at(500);
        List<Instant> expected =
                waiting.stream().map(StoreModel::dueOf).filter(due -> !due.isAfter(now)).toList();
        // Jobs due at the same time may come in any order.
        List<Instant> found = store.due(now, 100).stream().map(StoreModel::dueOf).toList();
        String difference = differ("due jobs", expected, found);
        if (difference != null) {
            return difference;
        }
        Optional<Instant> next = waiting.stream().map(StoreModel::dueOf).findFirst();
        return differ("next due time", next, store.nextDue());
    }

    private static Instant dueOf(JobRecord job) {
        Instant due = job.dueAt();
        return due == null ? Instant.MAX : due;
    }

    private @Nullable String compareCounters() {
        var current = new TreeMap<String, Map<JobState, Long>>();
        for (JobRecord job : jobs.values()) {
            current.computeIfAbsent(job.queue(), queue -> new EnumMap<>(JobState.class))
                    .merge(job.state(), 1L, Long::sum);
        }
        String difference = differ("current counts", current, Samples.counted(store));
        if (difference != null) {
            return difference;
        }
        var ever = new TreeMap<String, Map<JobState, Long>>();
        store.counters()
                .forEach((queue, counters) -> {
                    var some = new EnumMap<>(counters.entered());
                    some.values().removeIf(count -> count == 0);
                    if (!some.isEmpty()) {
                        ever.put(queue, some);
                    }
                });
        return differ("counts of states entered", entered, ever);
    }

    static @Nullable String differ(String what, Object expected, Object found) {
        return expected.equals(found)
                ? null
                : what + ": expected " + expected + " but found " + found;
    }
}
