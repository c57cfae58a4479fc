package dev.mayfly.jobs.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.TransitionResult;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

class RetentionTests {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final JobError ERROR = new JobError("a.B", "no", null);

    private MemoryJobStore store = new MemoryJobStore(Retention.of(10, Duration.ofHours(1)));

    private static JobId id(int number) {
        return new JobId("job-" + number);
    }

    private void insert(int number, String queue) {
        var envelope =
                new JobEnvelope(
                        id(number),
                        "x",
                        queue,
                        10,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "n",
                        List.of());
        store.insert(List.of(JobRecord.submitted(envelope, T0, null)));
    }

    private void start(int number) {
        long epoch = store.find(id(number)).orElseThrow().epoch();
        assertApplied(new Transition.Start(id(number), epoch, T0, "n"));
    }

    private void succeed(int number, Instant at) {
        insert(number, "q");
        start(number);
        assertApplied(new Transition.Succeed(id(number), 1, at, "1", Progress.NONE));
    }

    private void fail(int number) {
        long epoch = store.find(id(number)).orElseThrow().epoch();
        assertApplied(new Transition.Fail(id(number), epoch, T0, ERROR, false, Progress.NONE));
    }

    private void redrive(int number) {
        long epoch = store.find(id(number)).orElseThrow().epoch();
        assertApplied(new Transition.Redrive(id(number), epoch, JobState.FAILED, T0));
    }

    private void assertApplied(Transition step) {
        assertThat(store.apply(step)).isInstanceOf(TransitionResult.Applied.class);
    }

    @Test
    void keepsTheNewestEndedJobsAndCountsTheOthersOn() {
        IntStream.range(0, 25).forEach(i -> succeed(i, T0));
        assertThat(store.query(JobQuery.ALL).jobs()).hasSize(10);
        assertThat(store.find(id(14))).isEmpty();
        assertThat(store.find(id(15))).isPresent();
        QueueCounters counters = store.counters().get("q");
        assertThat(counters.current(JobState.SUCCEEDED)).isEqualTo(10);
        assertThat(counters.entered(JobState.SUCCEEDED)).isEqualTo(25);
        assertThat(store.apply(new Transition.Start(id(1), 0, T0, "n")))
                .isEqualTo(new TransitionResult.Rejected(null));
    }

    @Test
    void doesNotLetSuccessesPushFailuresOut() {
        insert(1_000, "q");
        start(1_000);
        fail(1_000);
        IntStream.range(0, 100).forEach(i -> succeed(i, T0));
        assertThat(store.find(id(1_000))).isPresent();
    }

    @Test
    void neverRemovesAJobThatHasNotEnded() {
        insert(1_000, "q");
        insert(1_001, "q");
        start(1_001);
        IntStream.range(0, 1_000).forEach(i -> succeed(i, T0));
        store.evict(T0.plus(Duration.ofDays(9_999)));
        assertThat(store.query(JobQuery.ALL).jobs())
                .extracting(JobRecord::id)
                .containsExactly(id(1_001), id(1_000));
    }

    @Test
    void removesEndedJobsThatAreTooOldAndNotTheYoungerOnes() {
        for (int i = 0; i < 5; i++) {
            succeed(i, T0.plus(Duration.ofMinutes(10 * i)));
        }
        assertThat(store.evict(T0.plus(Duration.ofMinutes(60)))).isZero();
        assertThat(store.evict(T0.plus(Duration.ofMinutes(60)).plusNanos(1))).isEqualTo(1);
        assertThat(store.evict(T0.plus(Duration.ofMinutes(85)))).isEqualTo(2);
        assertThat(store.query(JobQuery.ALL).jobs())
                .extracting(JobRecord::id)
                .containsExactly(id(4), id(3));
        assertThat(store.counters().get("q").current(JobState.SUCCEEDED)).isEqualTo(2);
    }

    @Test
    void keepsAJobThatWasMadeReadyAgain() {
        insert(0, "q");
        start(0);
        fail(0);
        redrive(0);
        for (int i = 1; i < 30; i++) {
            insert(i, "q");
            start(i);
            fail(i);
        }
        assertThat(store.find(id(0)).orElseThrow().state()).isEqualTo(JobState.READY);
        start(0);
        fail(0);
        assertThat(store.find(id(0))).isPresent();
        assertThat(store.query(JobQuery.ALL.withStates(Set.of(JobState.FAILED))).jobs())
                .hasSize(10);
        assertThat(store.counters().get("q").current(JobState.FAILED)).isEqualTo(10);
    }

    @Test
    void doesNotCollectTracesOfAJobThatIsMadeReadyAgainAndAgain() {
        insert(0, "q");
        for (int i = 0; i < 20_000; i++) {
            start(0);
            fail(0);
            redrive(0);
        }
        start(0);
        fail(0);
        assertThat(store.evict(T0)).isZero();
        assertThat(store.evict(T0.plus(Duration.ofHours(2)))).isEqualTo(1);
        assertThat(store.find(id(0))).isEmpty();
    }

    @Test
    void keepsNothingOfEndedJobsIfToldSo() {
        store = new MemoryJobStore(Retention.of(0, Duration.ZERO));
        succeed(0, T0);
        assertThat(store.query(JobQuery.ALL).jobs()).isEmpty();
        assertThat(store.counters().get("q").entered(JobState.SUCCEEDED)).isEqualTo(1);
    }

    @Test
    void dropsTheLogsOfTheOldestJobsBeyondTheLimitForAll() {
        store = new MemoryJobStore(Retention.of(100, Duration.ofHours(1)).withLogLines(50, 1_000));
        for (int job = 0; job < 100; job++) {
            insert(job, "q");
            for (int line = 0; line < 40; line++) {
                store.appendLog(id(job), 1, T0, "line " + line);
            }
        }
        long kept = 0;
        for (int job = 0; job < 100; job++) {
            LogPage page = store.log(id(job), 0, 1_000);
            assertThat(page.lines().size() + page.dropped()).isEqualTo(40);
            kept += page.lines().size();
        }
        assertThat(kept).isBetween(800L, 1_000L);
        assertThat(store.log(id(0), 0, 1_000).lines()).isEmpty();
        assertThat(store.log(id(99), 0, 1_000).lines()).hasSize(40);
    }

    @Test
    void findsFewAmongVeryManyInAnyNumberOfQueues() {
        for (int i = 0; i < 20_000; i++) {
            insert(i, "queue-" + i % 40);
        }
        start(7);
        start(19_999);
        assertThat(store.query(JobQuery.ALL.withStates(Set.of(JobState.RUNNING))).jobs())
                .extracting(JobRecord::id)
                .containsExactly(id(19_999), id(7));
        assertThat(
                        store.query(
                                        JobQuery.ALL
                                                .withQueue("queue-7")
                                                .withStates(Set.of(JobState.RUNNING)))
                                .jobs())
                .extracting(JobRecord::id)
                .containsExactly(id(7));
        assertThat(store.query(JobQuery.ALL.withQueue("queue-23").withLimit(1_000)).jobs())
                .hasSize(500);
    }

    @Test
    void refusesLimitsThatMakeNoSense() {
        assertThatThrownBy(() -> Retention.of(-1, Duration.ZERO))
                .hasMessageContaining("retention of -1 jobs");
        assertThatThrownBy(() -> Retention.DEFAULT.withLogLines(0, 1))
                .hasMessageContaining("log lines 0 and 1");
    }
}
