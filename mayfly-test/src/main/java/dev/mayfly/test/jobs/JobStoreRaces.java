package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.all;
import static dev.mayfly.test.jobs.Samples.applied;
import static dev.mayfly.test.jobs.Samples.at;
import static dev.mayfly.test.jobs.Samples.counted;
import static dev.mayfly.test.jobs.Samples.counters;
import static dev.mayfly.test.jobs.Samples.id;
import static dev.mayfly.test.jobs.Samples.job;
import static dev.mayfly.test.jobs.Samples.recount;
import static dev.mayfly.test.jobs.Samples.start;
import static dev.mayfly.test.jobs.Samples.succeed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The tests of {@link JobStoreContractTests} that need several threads, or very many steps. */
abstract class JobStoreRaces {

    private static final int THREADS = 4;

    /**
     * Makes the store under test, empty, and keeping at least 10 000 ended jobs.
     *
     * @return a store that nobody else uses
     */
    protected abstract JobStore newStore();

    /** One of several threads at work. */
    @FunctionalInterface
    interface Worker {
        void work(int number) throws Exception;
    }

    static void together(int threads, Worker worker) throws Exception {
        var barrier = new CyclicBarrier(threads);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                tasks.add(() -> {
                    barrier.await();
                    worker.work(number);
                    return true;
                });
            }
            for (var end : pool.invokeAll(tasks)) {
                end.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    @Test
    void letsExactlyOneOfSeveralStepsWin() throws Exception {
        int jobs = 2_000;
        try (JobStore store = newStore()) {
            var wins = new AtomicInteger();
            for (int i = 0; i < jobs; i++) {
                store.insert(List.of(job(i)));
            }
            together(
                    THREADS,
                    number -> {
                        for (int i = 0; i < jobs; i++) {
                            Transition step =
                                    number % 2 == 0
                                            ? new Transition.Start(
                                                    id(i), 0, at(number), "n" + number)
                                            : new Transition.Cancel(
                                                    id(i), 0, JobState.READY, at(number), null);
                            if (store.apply(step) instanceof TransitionResult.Applied done) {
                                wins.incrementAndGet();
                                assertThat(done.before().state()).isEqualTo(JobState.READY);
                            }
                        }
                    });
            assertThat(wins).hasValue(jobs);
            assertThat(counted(store)).isEqualTo(recount(store));
            long entered =
                    counters(store, "q").entered(JobState.RUNNING)
                            + counters(store, "q").entered(JobState.CANCELLED);
            assertThat(entered).isEqualTo(jobs);
        }
    }

    @Test
    void losesNoReportAndNoCancelBetweenOthers() throws Exception {
        try (JobStore store = newStore()) {
            store.insert(List.of(job(1)));
            applied(store, start(job(1)));
            together(
                    THREADS,
                    number -> {
                        for (int i = 1; i <= 500; i++) {
                            applied(
                                    store,
                                    new Transition.Report(id(1), 1, new Progress(i, 500, null)));
                        }
                        applied(store, new Transition.RequestCancel(id(1), 1));
                    });
            JobRecord job = store.find(id(1)).orElseThrow();
            assertThat(job.progress().done()).isEqualTo(500);
            assertThat(job.cancelRequested()).isTrue();
        }
    }

    @Test
    void addsAJobOnceForSeveralWhoTry() throws Exception {
        try (JobStore store = newStore()) {
            var added = new AtomicInteger();
            together(
                    THREADS,
                    number -> {
                        for (int i = 0; i < 500; i++) {
                            try {
                                store.insert(List.of(job(i)));
                                added.incrementAndGet();
                            } catch (dev.mayfly.jobs.store.DuplicateJobException e) {
                                // Somebody else was faster.
                            }
                        }
                    });
            assertThat(added).hasValue(500);
            assertThat(all(store, JobQuery.ALL)).hasSize(500);
            assertThat(counted(store)).isEqualTo(recount(store));
        }
    }

    @Test
    void showsEveryJobOnceToAWalkerWhileOthersWork() throws Exception {
        int fixed = 600;
        try (JobStore store = newStore()) {
            for (int i = 0; i < fixed; i++) {
                store.insert(List.of(job(i)));
            }
            var done = new AtomicBoolean();
            together(
                    2,
                    number -> {
                        if (number == 0) {
                            try {
                                walkOften(store, fixed);
                            } finally {
                                done.set(true);
                            }
                        } else {
                            churn(store, done);
                        }
                    });
            assertThat(counted(store)).isEqualTo(recount(store));
        }
    }

    /** The first jobs change between two states, both asked for; the rest come and go. */
    private static void walkOften(JobStore store, int fixed) {
        JobQuery query =
                JobQuery.ALL.withStates(Set.of(JobState.READY, JobState.RUNNING)).withLimit(17);
        for (int round = 0; round < 30; round++) {
            var times = new HashMap<JobId, Integer>();
            all(store, query).forEach(job -> times.merge(job.id(), 1, Integer::sum));
            assertThat(times.values()).allMatch(count -> count == 1);
            for (int i = 0; i < fixed; i++) {
                assertThat(times).as("round %d", round).containsKey(id(i));
            }
        }
    }

    private static void churn(JobStore store, AtomicBoolean done) {
        var random = new SplittableRandom(1);
        for (int next = 1_000; !done.get() && next < 9_000; next++) {
            JobRecord job = store.find(id(random.nextInt(600))).orElseThrow();
            store.apply(
                    job.state() == JobState.READY
                            ? start(job)
                            : new Transition.Release(job.id(), job.epoch(), at(2), Progress.NONE));
            store.insert(List.of(job(next)));
            applied(store, succeed(applied(store, start(job(next)))));
        }
    }

    @Test
    void handsOutDueJobsWithoutLosingOne() throws Exception {
        int jobs = 1_000;
        try (JobStore store = newStore()) {
            var promoted = new AtomicInteger();
            together(
                    THREADS,
                    number -> {
                        if (number == 0) {
                            for (int i = 0; i < jobs; i++) {
                                store.insert(List.of(job(i, "q", at(1 + i % 7))));
                            }
                            return;
                        }
                        while (promoted.get() < jobs) {
                            for (JobRecord due : store.due(at(60), 50)) {
                                Transition step =
                                        new Transition.Promote(
                                                due.id(), due.epoch(), due.state(), at(60));
                                if (store.apply(step) instanceof TransitionResult.Applied) {
                                    promoted.incrementAndGet();
                                }
                            }
                        }
                    });
            assertThat(promoted).hasValue(jobs);
            assertThat(store.nextDue()).isEmpty();
        }
    }

    @Test
    void letsOneProcessSubmitARecurringRun() throws Exception {
        try (JobStore store = newStore()) {
            RecurringJob first =
                    RecurringJob.created(
                            "r",
                            "job",
                            Schedule.every(Duration.ofSeconds(1)),
                            "null",
                            JobOptions.DEFAULTS,
                            RecurringRules.DEFAULT,
                            at(0));
            store.saveRecurring(first);
            var numbers = new AtomicLong();
            var fired = new AtomicInteger();
            together(
                    THREADS,
                    number -> {
                        for (int i = 0; i < 200; i++) {
                            RecurringJob now = store.recurring().getFirst();
                            long job = numbers.incrementAndGet();
                            RecurringJob next = now.fired(at(job), id(job), at(job + 1), 0);
                            if (store.fireRecurring(next, job(job))) {
                                fired.incrementAndGet();
                            }
                        }
                    });
            assertThat(store.recurring().getFirst().runs()).isEqualTo(fired.get());
            assertThat(all(store, JobQuery.ALL.withLimit(1_000))).hasSize(fired.get());
        }
    }

    @Test
    void keepsEveryLineOfSeveralWriters() throws Exception {
        try (JobStore store = newStore()) {
            store.insert(List.of(job(1)));
            applied(store, start(job(1)));
            together(
                    THREADS,
                    number -> {
                        for (int i = 0; i < 200; i++) {
                            store.appendLog(id(1), 1, at(i), number + ":" + i);
                        }
                    });
            var texts = new HashSet<String>();
            long index = 0;
            for (var line : store.log(id(1), 0, 1_000).lines()) {
                assertThat(line.index()).isEqualTo(index++);
                texts.add(line.text());
            }
            assertThat(texts).hasSize(THREADS * 200);
        }
    }

    /**
     * How many random sequences of 300 steps the store is compared with the model in.
     *
     * @return 40, or what the system property {@code mayfly.model.seeds} says: 340 are 102 000
     *     steps
     */
    protected int modelSeeds() {
        return Integer.getInteger("mayfly.model.seeds", 40);
    }

    @Test
    void behavesAsTheModelUnderRandomSteps() {
        for (long seed = 1; seed <= modelSeeds(); seed++) {
            StoreModel.check(this::newStore, seed, 300);
        }
    }
}
