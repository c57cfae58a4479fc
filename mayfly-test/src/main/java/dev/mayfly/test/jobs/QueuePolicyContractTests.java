package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.at;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.policy.Hold;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a store that several processes share promises about the policies of queues: whoever claims,
 * and whatever was lost before, no limit is exceeded, and nothing that may run is held back.
 *
 * <p>Thread rule: as JUnit's; the storm uses threads of its own.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class QueuePolicyContractTests {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Set<String> NAMES = Set.of("work");

    private final AtomicInteger numbers = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // made before each test
    private JobStore store;

    @SuppressWarnings("NullAway.Init") // made before each test
    private Runners runners;

    private long a;
    private long b;

    /** For subclasses. */
    protected QueuePolicyContractTests() {}

    /**
     * Makes a store.
     *
     * @return an empty one that has {@link JobStore#runners()}; the suite closes it
     */
    protected abstract JobStore newStore();

    @BeforeEach
    void open() {
        store = newStore();
        runners = store.runners().orElseThrow();
        a = runners.register("a", LONG);
        b = runners.register("b", LONG);
    }

    @AfterEach
    void close() {
        store.close();
    }

    // ---- means

    private void limit(QueueLimits limits) {
        QueuePolicy before =
                store.policies().all().stream()
                        .filter(policy -> policy.queue().equals("q"))
                        .findFirst()
                        .orElse(QueuePolicy.none("q"));
        assertThat(store.policies().save(before.withLimits(limits, false, "ada", at(0)))).isTrue();
    }

    private JobRecord add(@Nullable String key, int priority) {
        var job =
                JobRecord.submitted(
                        new JobEnvelope(
                                new JobId("job-%06d".formatted(numbers.incrementAndGet())),
                                "work",
                                "q",
                                priority,
                                "{}",
                                JobOptions.DEFAULTS.withKey(key),
                                Map.of(),
                                "node",
                                List.of()),
                        at(0),
                        null);
        store.insert(List.of(job));
        return job;
    }

    private List<JobRecord> add(int count) {
        return IntStream.range(0, count).mapToObj(i -> add(null, 5)).toList();
    }

    private List<JobRecord> claim(long runner, int limit) {
        return claim(runner, limit, 0);
    }

    private List<JobRecord> claim(long runner, int limit, int second) {
        return runners.claim(
                new Runners.Claim(runner == a ? "a" : "b", runner, "q", NAMES, at(second), limit));
    }

    private static List<JobId> ids(List<JobRecord> jobs) {
        return jobs.stream().map(JobRecord::id).toList();
    }

    private JobRecord start(JobRecord job) {
        return Samples.applied(
                store,
                new Transition.Start(
                        job.id(), job.epoch(), job.state(), at(1), String.valueOf(job.owner())));
    }

    private void finish(JobRecord job) {
        Samples.applied(store, Samples.succeed(start(job)));
    }

    // ---- policies

    @Test
    void keepsPoliciesByVersion() {
        QueuePolicy first =
                QueuePolicy.none("q")
                        .withLimits(
                                new QueueLimits(
                                        2,
                                        3,
                                        null,
                                        new RateLimit(5, Duration.ofMinutes(1), 2),
                                        KeyOrder.BLOCK),
                                true,
                                "the configuration",
                                at(1));
        assertThat(store.policies().save(first)).isTrue();
        assertThat(store.policies().save(first)).isFalse();
        QueuePolicy second = first.withPause(new Pause("no paper", "ada", at(2)), "ada", at(2));
        assertThat(store.policies().save(second)).isTrue();
        assertThat(store.policies().save(first.withPause(null, "bob", at(3)))).isFalse();
        assertThat(store.policies().all()).containsExactly(second);
    }

    // ---- how many at once

    @Test
    void takesNoMoreThanTheGlobalLimitWhoeverTakes() {
        limit(QueueLimits.NONE.withGlobal(3));
        add(10);
        assertThat(claim(a, 2)).hasSize(2);
        assertThat(claim(b, 2)).hasSize(1);
        assertThat(claim(a, 2)).isEmpty();
        assertThat(runners.held("q")).isEqualTo(new Runners.Held(Hold.GLOBAL, null));
    }

    @Test
    void takesAnotherForEachThatIsOverInWhateverWay() {
        limit(QueueLimits.NONE.withGlobal(1));
        add(7);
        JobRecord first = claim(a, 9).getFirst();
        finish(first);
        JobRecord second = start(claim(b, 9).getFirst());
        Samples.applied(store, Samples.fail(second));
        JobRecord third = start(claim(a, 9).getFirst());
        Samples.applied(store, Samples.retry(third, at(1_000)));
        JobRecord fourth = claim(b, 9).getFirst();
        Samples.applied(store, Samples.cancel(fourth));
        JobRecord fifth = claim(a, 9).getFirst();
        Samples.applied(
                store,
                new Transition.Release(
                        fifth.id(), fifth.epoch(), fifth.state(), at(3), Progress.NONE));
        assertThat(ids(claim(b, 9))).containsExactly(fifth.id());
        assertThat(claim(a, 9)).isEmpty();
    }

    @Test
    void givesBackWhatALostRunnerHad() {
        limit(QueueLimits.NONE.withGlobal(2));
        add(4);
        // A lease that runs out before the claim takes nothing; then another tries.
        Await.until(
                "a runner with a short lease has taken two",
                () -> claim(runners.register("c", Duration.ofMillis(300)), 2).size() == 2);
        Await.until("they are given back", () -> runners.recover(at(5), 10).size() == 2);
        assertThat(claim(a, 4)).hasSize(2);
        assertThat(claim(b, 4)).isEmpty();
    }

    @Test
    void givesBackWhatARunnerHadThatGoes() {
        limit(QueueLimits.NONE.withGlobal(2).withOrder(KeyOrder.BLOCK));
        JobRecord first = add("k", 5);
        add("k", 5);
        assertThat(ids(claim(a, 4))).containsExactly(first.id());
        runners.leave(a, at(1));
        assertThat(ids(claim(b, 4))).containsExactly(first.id());
    }

    // ---- keys

    @Test
    void takesNoMoreOfAKeyThanItsLimitAndHidesNothingBehindIt() {
        limit(QueueLimits.NONE.withPerKey(2));
        List<JobRecord> of = Stream.generate(() -> add("k", 5)).limit(4).toList();
        JobRecord other = add("other", 5);
        JobRecord without = add(null, 5);
        assertThat(ids(claim(a, 9)))
                .containsExactly(of.get(0).id(), of.get(1).id(), other.id(), without.id());
        assertThat(claim(b, 9)).isEmpty();
        assertThat(runners.held("q")).isEqualTo(new Runners.Held(Hold.KEY, null));
        finish(store.find(of.get(0).id()).orElseThrow());
        assertThat(ids(claim(b, 9))).containsExactly(of.get(2).id());
    }

    @Test
    void findsWhatIsFreeBehindThousandsOfABlockedKey() {
        limit(QueueLimits.NONE.withPerKey(1));
        var many = new ArrayList<JobRecord>();
        for (int i = 0; i < 9_000; i++) {
            many.add(
                    JobRecord.submitted(
                            new JobEnvelope(
                                    new JobId("key-%06d".formatted(i)),
                                    "work",
                                    "q",
                                    5,
                                    "{}",
                                    JobOptions.DEFAULTS.withKey("k"),
                                    Map.of(),
                                    "node",
                                    List.of()),
                            at(0),
                            null));
        }
        store.insert(many);
        JobRecord free = add("other", 5);
        assertThat(claim(a, 1)).hasSize(1);
        var found = new ArrayList<JobId>();
        for (int claims = 0; claims < 5 && found.isEmpty(); claims++) {
            found.addAll(ids(claim(b, 3)));
        }
        assertThat(found).containsExactly(free.id());
    }

    @Test
    void runsAKeyInTheOrderOfAcceptanceWhateverThePriorities() {
        limit(QueueLimits.NONE.withOrder(KeyOrder.OVERTAKE));
        List<JobRecord> of = List.of(add("k", 9), add("k", 5), add("k", 1));
        for (JobRecord next : of) {
            List<JobRecord> taken = claim(next.envelope().priority() == 5 ? b : a, 9);
            assertThat(ids(taken)).containsExactly(next.id());
            finish(taken.getFirst());
        }
    }

    @Test
    void blocksAKeyWhileItsFirstWaitsForItsRetry() {
        limit(QueueLimits.NONE.withOrder(KeyOrder.BLOCK));
        JobRecord first = add("k", 5);
        JobRecord second = add("k", 1);
        JobRecord other = add("other", 5);
        assertThat(ids(claim(a, 9))).containsExactly(first.id(), other.id());
        Samples.applied(store, Samples.retry(start(store.find(first.id()).orElseThrow()), at(100)));
        assertThat(claim(b, 9)).isEmpty();
        assertThat(runners.held("q")).isEqualTo(new Runners.Held(Hold.ORDER, null));
        assertThat(runners.load("q", second).first()).isNotNull();
        assertThat(ids(claim(b, 9, 100))).containsExactly(first.id());
    }

    @Test
    void letsTheOthersOfAKeyOvertakeAFirstThatWaitsForItsRetryWhereThatIsDeclared() {
        limit(QueueLimits.NONE.withOrder(KeyOrder.OVERTAKE));
        JobRecord first = add("k", 5);
        JobRecord second = add("k", 5);
        JobRecord third = add("k", 5);
        JobRecord taken = claim(a, 9).getFirst();
        Samples.applied(store, Samples.retry(start(taken), at(100)));
        List<JobRecord> next = claim(b, 9);
        assertThat(ids(next)).containsExactly(second.id());
        finish(next.getFirst());
        assertThat(ids(claim(b, 9, 100))).as("its place is kept").containsExactly(first.id());
        assertThat(store.find(third.id()).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    // ---- rates

    @Test
    void takesNoMoreThanABurstUntilTheRateAllowsIt() {
        limit(QueueLimits.NONE.withRate(new RateLimit(24, Duration.ofDays(1), 3)));
        add(9);
        assertThat(claim(a, 2)).hasSize(2);
        assertThat(claim(b, 5)).hasSize(1);
        assertThat(claim(a, 5)).isEmpty();
        Runners.Held held = Objects.requireNonNull(runners.held("q"));
        assertThat(held.hold()).isEqualTo(Hold.RATE);
        assertThat(held.retryIn()).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60));
        assertThat(runners.load("q", null).nextByRate()).isPositive();
    }

    @Test
    void keepsToTheRateOverTime() {
        limit(QueueLimits.NONE.withRate(RateLimit.of(100, Duration.ofSeconds(1))));
        add(21);
        long begin = System.nanoTime();
        var taken = new AtomicInteger();
        Await.until(
                "all are taken",
                () -> taken.addAndGet(claim(a, 9).size() + claim(b, 9).size()) == 21);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThan(Duration.ofMillis(199));
    }

    // ---- pauses

    @Test
    void takesNothingWhileAQueueIsPaused() {
        add(2);
        QueuePolicy paused =
                QueuePolicy.none("q").withPause(new Pause("why", "ada", at(0)), "ada", at(0));
        assertThat(store.policies().save(paused)).isTrue();
        assertThat(claim(a, 9)).isEmpty();
        assertThat(runners.held("q")).isEqualTo(new Runners.Held(Hold.PAUSED, null));
        assertThat(store.policies().save(paused.withPause(null, "bob", at(1)))).isTrue();
        assertThat(claim(a, 9)).hasSize(2);
        assertThat(runners.held("q")).isNull();
    }

    // ---- facts

    @Test
    void saysWhatADecisionRestsOn() {
        limit(QueueLimits.NONE.withGlobal(5).withPerKey(1));
        add("k", 5);
        JobRecord second = add("k", 5);
        add(null, 5);
        List<JobRecord> taken = claim(a, 9);
        assertThat(taken).hasSize(2);
        QueueLoad load = runners.load("q", second);
        assertThat(load.taken()).isEqualTo(2);
        assertThat(load.keyTaken()).isEqualTo(1);
        assertThat(load.keyHolder()).isEqualTo(taken.getFirst());
        assertThat(load.oldest()).isNotNull();
        assertThat(load.nextByRate()).isZero();
    }

    // ---- a storm

    @Test
    void keepsToAllLimitsInAStormOfClaims() throws InterruptedException {
        limit(QueueLimits.NONE.withGlobal(3).withOrder(KeyOrder.BLOCK));
        int jobs = 120;
        IntStream.range(0, jobs).forEach(i -> add("k" + i % 5, 1 + i % 7));
        var storm = new Storm(jobs);
        var threads =
                Stream.of(a, b, a).map(runner -> new Thread(() -> storm.run(runner))).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(storm.wrong).isEmpty();
        storm.order.values().forEach(ran -> assertThat(List.copyOf(ran)).isSorted());
        assertThat(claim(a, 1)).isEmpty();
    }

    /** Jobs that are claimed and run by several threads, and what was wrong with that. */
    private final class Storm {

        private final AtomicInteger running = new AtomicInteger();
        private final Map<String, AtomicInteger> ofKey = new ConcurrentHashMap<>();
        private final Map<String, Queue<String>> order = new ConcurrentHashMap<>();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final AtomicInteger left;

        Storm(int jobs) {
            left = new AtomicInteger(jobs);
        }

        void run(long runner) {
            while (left.get() > 0 && wrong.isEmpty()) {
                try {
                    claim(runner, 2).forEach(this::run);
                } catch (RuntimeException | AssertionError e) {
                    wrong.add(e.toString());
                }
            }
        }

        private void run(JobRecord job) {
            String key = String.valueOf(job.key());
            AtomicInteger same = ofKey.computeIfAbsent(key, k -> new AtomicInteger());
            int now = running.incrementAndGet();
            if (now > 3 || same.incrementAndGet() > 1) {
                wrong.add(job + " is one too many, of " + now);
            }
            order.computeIfAbsent(key, k -> new ConcurrentLinkedQueue<>()).add(job.id().value());
            JobRecord started = start(job);
            running.decrementAndGet();
            same.decrementAndGet();
            Samples.applied(store, Samples.succeed(started));
            left.decrementAndGet();
        }
    }
}
