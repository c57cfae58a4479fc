package dev.mayfly.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.memory.MemoryJobStore;
import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Thousands of jobs on the machine's own clock. */
class LoadTests {

    private static final RetryPolicy QUICK =
            RetryPolicy.DEFAULT.withDelays(Duration.ofMillis(1), 2, Duration.ofMillis(10));

    @Test
    void bringsEveryAcceptedJobToItsEndExactlyOnce() throws Exception {
        int submitters = 4;
        int each = 10_000;
        var successes = new ConcurrentHashMap<String, Integer>();
        try (Scheduler scheduler =
                        Scheduler.builder().queue("a").queue("b", q -> q.concurrency(3)).build();
                Jobs jobs =
                        Jobs.builder(scheduler)
                                .store(new MemoryJobStore(Retention.of(1_000, Duration.ofDays(1))))
                                .define(mixed(successes))
                                .build()) {
            var all = submitAtOnce(jobs, submitters, each);
            var ended = new LongAdder();
            for (JobHandle<?> handle : all) {
                handle.future().handle((value, failure) -> 0).join();
                assertThat(handle.state().isTerminal()).isTrue();
                ended.increment();
            }
            assertThat(ended.sum()).isEqualTo((long) submitters * each);
            assertThat(successes.values()).allMatch(times -> times == 1);
            long succeeded = 0;
            for (QueueCounters counters : jobs.counters().values()) {
                assertThat(counters.live()).isZero();
                succeeded += counters.entered(JobState.SUCCEEDED);
            }
            assertThat(succeeded).isEqualTo(successes.size());
        }
    }

    private static ArrayList<JobHandle<?>> submitAtOnce(Jobs jobs, int submitters, int each)
            throws Exception {
        Callable<ArrayList<JobHandle<?>>> submitter =
                () -> {
                    var random = new SplittableRandom(1);
                    var handles = new ArrayList<JobHandle<?>>();
                    for (int i = 0; i < each; i++) {
                        handles.add(jobs.submit("mixed", random.nextInt(10), options(random)));
                    }
                    return handles;
                };
        var all = new ArrayList<JobHandle<?>>();
        try (var pool = Executors.newFixedThreadPool(submitters)) {
            var copies = IntStream.range(0, submitters).mapToObj(i -> submitter).toList();
            for (var some : pool.invokeAll(copies)) {
                all.addAll(some.get());
            }
        }
        return all;
    }

    private static JobOptions options(SplittableRandom random) {
        JobOptions options = JobOptions.DEFAULTS.withQueue(random.nextBoolean() ? "a" : "b");
        return random.nextInt(20) == 0
                ? options.withDelay(Duration.ofMillis(random.nextInt(50)))
                : options;
    }

    /** Succeeds, fails once, fails always or sleeps, by its payload. */
    private static JobDefinition<Integer, String> mixed(
            ConcurrentHashMap<String, Integer> successes) {
        return JobDefinition.<Integer, String>of(
                        "mixed",
                        Integer.class,
                        String.class,
                        (kind, job) -> {
                            if (kind == 0 || (kind == 1 && job.attempt() == 1)) {
                                throw new IllegalStateException("as planned");
                            }
                            if (kind == 2) {
                                job.task().sleep(Duration.ofMillis(1));
                            }
                            job.progress(1, 1);
                            successes.merge(job.id().value(), 1, Integer::sum);
                            return "ok";
                        })
                .withQueue("a")
                .withSettings(JobSettings.DEFAULTS.withRetry(QUICK.withMaxAttempts(2)));
    }

    @Test
    void neverRunsACancelledJobAndNeverLosesOneThatRuns() throws Exception {
        var started = new AtomicInteger();
        try (Scheduler scheduler = Scheduler.builder().queue("a", q -> q.concurrency(2)).build();
                Jobs jobs =
                        Jobs.builder(scheduler)
                                .define(
                                        JobDefinition.of(
                                                        "sleep",
                                                        Void.class,
                                                        Void.class,
                                                        (payload, job) -> {
                                                            started.incrementAndGet();
                                                            job.task()
                                                                    .sleep(
                                                                            Duration.ofNanos(
                                                                                    50_000));
                                                            return null;
                                                        })
                                                .withQueue("a"))
                                .build()) {
            var handles = new ArrayList<JobHandle<?>>();
            for (int i = 0; i < 5_000; i++) {
                handles.add(jobs.submit("sleep", null));
                if (i % 2 == 1) {
                    handles.get(i - 1).cancel();
                }
            }
            for (JobHandle<?> handle : handles) {
                handle.future().handle((value, failure) -> 0).join();
            }
            QueueCounters counters = jobs.counters().get("a");
            assertThat(counters.live()).isZero();
            assertThat(counters.entered(JobState.SUCCEEDED) + counters.entered(JobState.CANCELLED))
                    .isEqualTo(5_000);
            assertThat(counters.entered(JobState.RUNNING)).isEqualTo(started.get());
            // The kernel forgets its tasks too, system tasks aside.
            scheduler.runBlocking();
            assertThat(scheduler.snapshot().tasks()).hasSize(1);
        }
    }
}
