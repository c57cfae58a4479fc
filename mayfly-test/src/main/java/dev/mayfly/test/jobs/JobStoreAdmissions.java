package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.all;
import static dev.mayfly.test.jobs.Samples.applied;
import static dev.mayfly.test.jobs.Samples.assign;
import static dev.mayfly.test.jobs.Samples.at;
import static dev.mayfly.test.jobs.Samples.cancel;
import static dev.mayfly.test.jobs.Samples.counted;
import static dev.mayfly.test.jobs.Samples.error;
import static dev.mayfly.test.jobs.Samples.fail;
import static dev.mayfly.test.jobs.Samples.id;
import static dev.mayfly.test.jobs.Samples.job;
import static dev.mayfly.test.jobs.Samples.recount;
import static dev.mayfly.test.jobs.Samples.start;
import static dev.mayfly.test.jobs.Samples.submission;
import static dev.mayfly.test.jobs.Samples.succeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.policy.IdempotencyKey;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.model.policy.Uniqueness.Then;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.SubmissionConflictException;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a job store promises of submissions that may be the same as earlier ones, and the store of
 * each test.
 *
 * <p>Thread rule: as JUnit's.
 */
abstract class JobStoreAdmissions extends JobStoreRaces {

    private static final Uniqueness ONE_OF_A_NAME = Uniqueness.byName();

    JobStore store;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // JUnit calls open() before each test
    JobStoreAdmissions() {}

    @BeforeEach
    void open() {
        store = newStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    JobRecord inserted(JobRecord job) {
        store.insert(List.of(job));
        return job;
    }

    JobRecord running(long number) {
        return applied(store, start(inserted(job(number))));
    }

    static SubmissionOutcome admit(JobStore store, JobRecord job) {
        return store.admit(List.of(job), acceptance -> {}).getFirst();
    }

    private JobRecord added(JobRecord job) {
        assertThat(admit(store, job)).isEqualTo(new SubmissionOutcome.Added(job));
        assertThat(store.find(job.id())).contains(job);
        return job;
    }

    private static JobOptions unique(Uniqueness rule) {
        return JobOptions.DEFAULTS.withUnique(rule);
    }

    private static JobOptions key(String key) {
        return JobOptions.DEFAULTS.withIdempotencyKey(key);
    }

    // ---- idempotency keys

    @Test
    void givesARepeatedSubmissionTheFirstJobAlsoWhenThatHasEnded() {
        JobRecord first = added(submission(1, "n", "{}", key("k")));
        assertThat(admit(store, submission(2, "n", "{}", key("k"))))
                .isEqualTo(new SubmissionOutcome.Kept(first));
        JobRecord done = applied(store, succeed(applied(store, start(first))));
        assertThat(admit(store, submission(3, "n", "{}", key("k"))))
                .isEqualTo(new SubmissionOutcome.Kept(done));
        added(submission(4, "other", "{}", key("k")));
        added(submission(5, "n", "{}", key("k2")));
        assertThat(all(store, JobQuery.ALL)).hasSize(3);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void refusesARepetitionWithAnotherPayloadUnlessThatIsAllowed() {
        JobRecord first = added(submission(1, "n", "{\"a\":1}", key("order-17")));
        assertThatThrownBy(() -> admit(store, submission(2, "n", "{\"a\":2}", key("order-17"))))
                .isInstanceOf(SubmissionConflictException.class)
                .hasMessageContainingAll("order-17", "{\"a\":1}", "{\"a\":2}", first.id().value());
        JobOptions any =
                JobOptions.DEFAULTS.withIdempotencyKey(new IdempotencyKey("order-17", true));
        assertThat(admit(store, submission(3, "n", "{\"a\":3}", any)))
                .isEqualTo(new SubmissionOutcome.Kept(first));
        // Whoever repeats the first must not find that the one that was let pass has changed it.
        assertThat(admit(store, submission(4, "n", "{\"a\":1}", key("order-17"))))
                .isEqualTo(new SubmissionOutcome.Kept(first));
        assertThat(all(store, JobQuery.ALL)).containsExactly(first);
    }

    @Test
    void addsAllOrNoneWhereOneIsRefused() {
        added(submission(1, "n", "1", key("k")));
        assertThatThrownBy(() ->
                        store.admit(
                                List.of(
                                        job(2),
                                        submission(3, "n", "1", key("k3")),
                                        submission(4, "n", "2", key("k"))),
                                acceptance -> {}))
                .isInstanceOf(SubmissionConflictException.class);
        assertThatThrownBy(() ->
                        store.admit(
                                List.of(
                                        submission(5, "n", "1", key("k5")),
                                        submission(1, "n", "1", key("k6"))),
                                acceptance -> {}))
                .isInstanceOf(DuplicateJobException.class);
        assertThat(all(store, JobQuery.ALL)).hasSize(1);
        added(submission(6, "n", "9", key("k3")));
        added(submission(7, "n", "9", key("k5")));
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void knowsTheEarlierOnesOfTheSameSubmission() {
        List<SubmissionOutcome> admissions =
                store.admit(
                        List.of(
                                submission(1, "n", "1", key("k")),
                                submission(2, "n", "1", key("k")),
                                job(3),
                                submission(4, "n", "4", unique(ONE_OF_A_NAME)),
                                submission(5, "n", "5", unique(ONE_OF_A_NAME.then(Then.KEEP_LAST))),
                                submission(6, "n", "6", unique(ONE_OF_A_NAME.then(Then.REPLACE)))),
                        acceptance -> {});
        assertThat(admissions.stream().map(a -> a.job().id()))
                .containsExactly(id(1), id(1), id(3), id(4), id(4), id(6));
        assertThat(store.find(id(4)).orElseThrow().envelope().payload()).isEqualTo("5");
        assertThat(store.find(id(4)).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
        assertThat(all(store, JobQuery.ALL)).hasSize(4);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    // ---- uniqueness

    @Test
    void keepsTheFirstUntilItHasEnded() {
        JobRecord first = added(submission(1, "n", "1", unique(Uniqueness.byArguments())));
        JobRecord runs = applied(store, start(first));
        assertThat(admit(store, submission(2, "n", "1", unique(Uniqueness.byArguments()))))
                .isEqualTo(new SubmissionOutcome.Kept(runs));
        added(submission(3, "n", "2", unique(Uniqueness.byArguments())));
        applied(store, succeed(runs));
        added(submission(4, "n", "1", unique(Uniqueness.byArguments())));
    }

    @Test
    void countsAJobForItsPeriodUnlessItHasNotSucceeded() {
        JobOptions rule = unique(Uniqueness.byKey("c").within(Duration.ofSeconds(10)));
        JobRecord first = added(submission(1, "n", "1", rule));
        JobRecord done = applied(store, succeed(applied(store, start(first))));
        assertThat(admit(store, submission(2, "n", "1", rule, at(9))))
                .isEqualTo(new SubmissionOutcome.Kept(done));
        JobRecord next = added(submission(3, "n", "1", rule, at(10)));
        applied(store, fail(applied(store, start(next))));
        JobRecord again = added(submission(4, "n", "1", rule, at(11)));
        applied(store, cancel(again));
        added(submission(5, "n", "1", rule, at(12)));
    }

    @Test
    void refusesWhatIsToBeRefused() {
        JobOptions rule = unique(Uniqueness.byKey("customer-5").then(Then.REJECT));
        JobRecord first = added(submission(1, "n", "1", rule));
        assertThatThrownBy(() -> admit(store, submission(2, "n", "2", rule)))
                .isInstanceOf(SubmissionConflictException.class)
                .hasMessageContainingAll("customer-5", first.id().value(), "READY");
        applied(store, cancel(first));
        added(submission(3, "n", "2", rule));
    }

    @Test
    void cancelsWhatWaitsForItsReplacementAndLeavesAloneWhatRuns() {
        JobOptions rule = unique(ONE_OF_A_NAME.then(Then.REPLACE));
        JobRecord first = added(submission(1, "n", "1", rule));
        JobRecord second = submission(2, "n", "2", rule);
        assertThat(admit(store, second))
                .isInstanceOfSatisfying(
                        SubmissionOutcome.Added.class,
                        added -> {
                            assertThat(added.job()).isEqualTo(second);
                            assertThat(added.replacedBefore()).isEqualTo(first);
                            assertThat(added.replacedAfter()).isEqualTo(found(1));
                        });
        assertThat(found(1).state()).isEqualTo(JobState.CANCELLED);
        assertThat(error(found(1))).contains(id(2).value());
        applied(store, start(second));
        added(submission(3, "n", "3", rule));
        assertThat(found(2).state()).isEqualTo(JobState.RUNNING);
        JobRecord assigned = applied(store, assign(found(3), 7));
        admit(store, submission(4, "n", "4", rule));
        assertThat(found(3).state()).isEqualTo(JobState.CANCELLED);
        assertThat(store.apply(succeed(assigned))).isInstanceOf(TransitionResult.Rejected.class);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    JobRecord found(long number) {
        return store.find(id(number)).orElseThrow();
    }

    @Test
    void letsOneWaitWithTheLastPayload() {
        JobOptions rule = unique(ONE_OF_A_NAME.then(Then.KEEP_LAST));
        JobRecord first = added(submission(1, "n", "1", rule));
        assertThat(admit(store, submission(2, "n", "2", rule, at(1))))
                .isEqualTo(new SubmissionOutcome.Renewed(first, found(1)));
        assertThat(found(1).envelope().payload()).isEqualTo("2");
        assertThat(found(1).epoch()).isZero();
        JobRecord runs = applied(store, start(found(1)));
        assertThat(runs.envelope().payload()).isEqualTo("2");
        added(submission(3, "n", "3", rule));
        JobRecord assigned = applied(store, assign(found(3), 7));
        admit(store, submission(4, "n", "4", rule, at(2)));
        assertThat(found(3).envelope().payload()).isEqualTo("4");
        assertThat(found(3).state()).isEqualTo(JobState.READY);
        assertThat(found(3).epoch()).isEqualTo(assigned.epoch() + 1);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void putsOffWhatIsDebouncedButNotForEver() {
        JobOptions rule =
                unique(ONE_OF_A_NAME.debounced(Duration.ofSeconds(10), Duration.ofSeconds(25)));
        added(submission(1, "n", "1", rule, at(0), at(10)));
        admit(store, submission(2, "n", "2", rule, at(8), at(18)));
        assertThat(found(1).dueAt()).isEqualTo(at(18));
        assertThat(store.nextDue()).contains(at(18));
        admit(store, submission(3, "n", "3", rule, at(17), at(27)));
        assertThat(found(1).dueAt()).isEqualTo(at(25));
        assertThat(found(1).envelope().payload()).isEqualTo("3");
        admit(store, submission(4, "n", "4", rule, at(26), at(36)));
        assertThat(found(1).dueAt()).isEqualTo(at(25));
        assertThat(found(1).envelope().payload()).isEqualTo("4");
        assertThat(store.due(at(25), 10)).containsExactly(found(1));
        assertThat(all(store, JobQuery.ALL)).hasSize(1);
    }

    @Test
    void letsAKeyOfAMergedSubmissionStandForTheJobThatTookItsPayload() {
        JobOptions rule = unique(ONE_OF_A_NAME.then(Then.KEEP_LAST));
        added(submission(1, "n", "1", rule.withIdempotencyKey("a")));
        admit(store, submission(2, "n", "2", rule.withIdempotencyKey("b")));
        assertThat(admit(store, submission(3, "n", "2", rule.withIdempotencyKey("b"))))
                .isEqualTo(new SubmissionOutcome.Kept(found(1)));
        assertThat(admit(store, submission(4, "n", "1", rule.withIdempotencyKey("a"))))
                .isEqualTo(new SubmissionOutcome.Kept(found(1)));
        assertThat(found(1).envelope().payload()).isEqualTo("2");
    }

    // ---- storms

    @Test
    void addsOneForEachKeyOfAStorm() throws Exception {
        Set<JobId> handed = ConcurrentHashMap.newKeySet();
        var numbers = new AtomicLong();
        var added = new AtomicInteger();
        together(
                4,
                worker -> {
                    for (int i = 0; i < 150; i++) {
                        String key = "k" + i;
                        JobRecord job = submission(numbers.incrementAndGet(), "n", "{}", key(key));
                        SubmissionOutcome admission = admit(store, job);
                        handed.add(admission.job().id());
                        if (admission instanceof SubmissionOutcome.Added) {
                            added.incrementAndGet();
                        }
                    }
                });
        assertThat(added).hasValue(150);
        assertThat(handed).hasSize(150);
        assertThat(all(store, JobQuery.ALL)).hasSize(150);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void letsOneWaitAtMostInAStormWhileOthersStart() throws Exception {
        JobOptions last = unique(ONE_OF_A_NAME.then(Then.KEEP_LAST));
        JobOptions replace = unique(ONE_OF_A_NAME.then(Then.REPLACE));
        var numbers = new AtomicLong();
        together(
                4,
                worker -> {
                    for (int i = 0; i < 60; i++) {
                        if (worker == 0) {
                            JobQuery ready = JobQuery.ALL.withStates(Set.of(JobState.READY));
                            store.query(ready).jobs().forEach(job -> store.apply(start(job)));
                        } else {
                            long number = numbers.incrementAndGet();
                            JobOptions rule = worker == 1 ? replace : last;
                            admit(store, submission(number, "n", "" + number, rule));
                        }
                    }
                });
        var live = new HashSet<JobId>();
        for (JobRecord job : all(store, JobQuery.ALL)) {
            if (job.state() == JobState.READY) {
                live.add(job.id());
            }
        }
        assertThat(live).hasSizeLessThanOrEqualTo(1);
        assertThat(counted(store)).isEqualTo(recount(store));
    }
}
