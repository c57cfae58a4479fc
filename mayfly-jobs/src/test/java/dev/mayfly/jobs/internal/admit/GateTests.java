package dev.mayfly.jobs.internal.admit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** The gate by itself, on one thread. Jobs are called by their ids. */
class GateTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SteppableClock clock = new SteppableClock(START);
    private final List<String> passed = new ArrayList<>();
    private final Map<String, JobRecord> records = new HashMap<>();
    private final Gate<String> gate = new Gate<>(clock, (job, record) -> passed.add(job));
    private QueuePolicy policy = QueuePolicy.none("q");

    @AfterEach
    void close() {
        gate.close();
    }

    private void limit(QueueLimits limits) {
        policy = policy.withLimits(limits, false, "ada", START);
        gate.changed(policy);
    }

    private void offer(String id, @Nullable String key, int priority) {
        JobRecord record =
                JobRecord.submitted(
                        new JobEnvelope(
                                new JobId(id),
                                "work",
                                "q",
                                priority,
                                "{}",
                                JobOptions.DEFAULTS.withKey(key),
                                Map.of(),
                                "node",
                                List.of()),
                        START,
                        null);
        records.put(id, record);
        offer(id);
    }

    private void offer(String id) {
        if (gate.offer(id, record(id))) {
            passed.add(id);
        }
    }

    private JobRecord record(String id) {
        JobRecord record = records.get(id);
        assertThat(record).isNotNull();
        return record;
    }

    @Test
    void letsEverythingPassWithoutRules() {
        offer("a", null, 5);
        offer("b", "k", 5);
        assertThat(passed).containsExactly("a", "b");
    }

    @Test
    void countsThoseThatRanBeforeTheFirstRule() {
        offer("a", null, 5);
        limit(QueueLimits.NONE.withGlobal(1));
        gate.started("a", record("a"));
        offer("b", null, 5);
        assertThat(passed).containsExactly("a");
        gate.ended("a");
        assertThat(passed).containsExactly("a", "b");
    }

    @Test
    void letsTheMostUrgentPassFirst() {
        limit(QueueLimits.NONE.withGlobal(1));
        offer("a", null, 5);
        offer("b", null, 5);
        offer("c", null, 1);
        gate.ended("a");
        gate.ended("c");
        assertThat(passed).containsExactly("a", "c", "b");
    }

    @Test
    void keepsTheOrderOfAKeyAndHidesNothingBehindIt() {
        limit(QueueLimits.NONE.withGlobal(2).withOrder(KeyOrder.BLOCK));
        offer("a", "k", 5);
        offer("b", "k", 1);
        offer("c", "other", 9);
        assertThat(passed).containsExactly("a", "c");
        gate.retrying("a", record("a"));
        assertThat(passed).as("the retry blocks its key").containsExactly("a", "c");
        assertThat(gate.load("q", records.get("b")).first()).isEqualTo(records.get("a"));
        gate.ended("a"); // cancelled while it waited
        assertThat(passed).containsExactly("a", "c", "b");
    }

    @Test
    void givesARetryItsPlaceInTheOrderBack() {
        limit(QueueLimits.NONE.withOrder(KeyOrder.OVERTAKE));
        offer("a", "k", 5);
        offer("b", "k", 5);
        offer("c", "k", 5);
        gate.retrying("a", record("a"));
        offer("a");
        gate.ended("b");
        gate.ended("a");
        assertThat(passed).containsExactly("a", "b", "a", "c");
    }

    @Test
    void startsAsFastAsTheRateAllowsByTheClock() {
        limit(QueueLimits.NONE.withRate(new RateLimit(10, Duration.ofSeconds(1), 2)));
        for (int i = 0; i < 5; i++) {
            offer("a" + i, null, 5);
        }
        assertThat(passed).hasSize(2);
        clock.advance(Duration.ofMillis(99));
        assertThat(passed).hasSize(2);
        clock.advance(Duration.ofMillis(1));
        assertThat(passed).hasSize(3);
        clock.advance(Duration.ofMillis(200));
        assertThat(passed).hasSize(5);
    }

    @Test
    void holdsAllWhilePausedAndForgetsThoseThatEndMeanwhile() {
        policy = policy.withPause(new Pause("why", "ada", START), "ada", START);
        gate.changed(policy);
        offer("a", "k", 5);
        offer("b", null, 5);
        gate.ended("b");
        assertThat(passed).isEmpty();
        policy = policy.withPause(null, "ada", START);
        gate.changed(policy);
        assertThat(passed).containsExactly("a");
    }

    /**
     * Random steps of random rules: no limit is exceeded, no order broken, and nobody forgotten.
     */
    @Test
    void keepsToItsRulesThroughRandomSteps() {
        for (long seed = 0; seed < 200; seed++) {
            storm(new Random(seed));
            passed.clear();
            records.clear();
        }
    }

    private void storm(Random random) {
        limit(QueueLimits.NONE.withGlobal(3).withOrder(KeyOrder.BLOCK));
        var running = new TreeSet<String>();
        var retrying = new TreeSet<String>();
        int made = 0;
        int seen = passed.size();
        for (int step = 0; step < 300 || !running.isEmpty() || !retrying.isEmpty(); step++) {
            int what = random.nextInt(10);
            if (what < 4 && step < 300) {
                String id = "job-%04d".formatted(made++);
                offer(
                        id,
                        random.nextInt(4) == 0 ? null : "k" + random.nextInt(4),
                        1 + random.nextInt(9));
            } else if (what < 8 && !running.isEmpty()) {
                String id = any(running, random);
                running.remove(id);
                if (what == 7 && step < 300) {
                    retrying.add(id);
                    gate.retrying(id, record(id));
                } else {
                    gate.ended(id);
                }
            } else if (!retrying.isEmpty()) {
                String id = any(retrying, random);
                retrying.remove(id);
                offer(id);
            }
            running.addAll(passed.subList(seen, passed.size()));
            seen = passed.size();
            assertThat(running).hasSizeLessThanOrEqualTo(3);
            checkKeys(running);
        }
        assertThat(new TreeSet<>(passed)).as("nobody is forgotten").hasSize(made);
    }

    private void checkKeys(TreeSet<String> running) {
        var keys = new HashMap<String, String>();
        for (String id : running) {
            String key = record(id).key();
            if (key != null) {
                assertThat(keys.put(key, id)).as("one of a key").isNull();
            }
        }
    }

    private static String any(TreeSet<String> set, Random random) {
        return List.copyOf(set).get(random.nextInt(set.size()));
    }
}
