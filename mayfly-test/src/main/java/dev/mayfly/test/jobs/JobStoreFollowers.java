package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.all;
import static dev.mayfly.test.jobs.Samples.applied;
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
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.policy.BatchPart.Role;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/**
 * What a job store promises of jobs that come after others, and of batches.
 *
 * <p>Thread rule: as JUnit's.
 */
abstract class JobStoreFollowers extends JobStoreAdmissions {

    /** For subclasses. */
    JobStoreFollowers() {}

    private JobRecord after(long number, JobId... others) {
        return admit(store, submission(number, "n", "1", JobOptions.DEFAULTS.after(others))).job();
    }

    private void ended(long number) {
        applied(store, succeed(applied(store, start(found(number)))));
    }

    private void failed(long number) {
        applied(store, fail(applied(store, start(found(number)))));
    }

    private JobState state(long number) {
        return found(number).state();
    }

    // ---- after others

    @Test
    void startsAJobWhenTheLastOfThoseBeforeItHasSucceeded() {
        inserted(job(1));
        inserted(job(2));
        assertThat(after(3, id(1), id(2)).state()).isEqualTo(JobState.BLOCKED);
        assertThat(store.predecessors(id(3))).extracting(JobRecord::id).contains(id(1), id(2));
        assertThat(store.successors(id(1))).extracting(JobRecord::id).containsExactly(id(3));
        ended(1);
        assertThat(state(3)).isEqualTo(JobState.BLOCKED);
        assertThat(store.predecessors(id(3))).extracting(JobRecord::id).containsExactly(id(2));
        assertThat(counted(store)).isEqualTo(recount(store));
        ended(2);
        assertThat(state(3)).isEqualTo(JobState.READY);
        assertThat(store.predecessors(id(3))).isEmpty();
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void tellsWhatItHasMovedOn() {
        Queue<JobRecord> told = new ConcurrentLinkedQueue<>();
        store.onMoved((before, now) -> told.add(now));
        inserted(job(1));
        JobRecord child = after(2, id(1));
        after(3, child.id());
        failed(1);
        store.flush();
        assertThat(told).extracting(JobRecord::id).containsExactlyInAnyOrder(id(2), id(3));
        assertThat(told).extracting(JobRecord::state).containsOnly(JobState.CANCELLED);
    }

    @Test
    void countsThoseThatHaveEndedAlready() {
        inserted(job(1));
        ended(1);
        assertThat(after(2, id(1)).state()).isEqualTo(JobState.READY);
        inserted(job(3));
        failed(3);
        JobRecord skipped = after(4, id(1), id(3));
        assertThat(skipped.state()).isEqualTo(JobState.CANCELLED);
        assertThat(found(4)).isEqualTo(skipped);
        assertThat(error(skipped)).contains("skipped since", "FAILED");
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void skipsWhatComesAfterAFailureAllTheWayDown() {
        inserted(job(1));
        after(2, id(1));
        after(3, id(2));
        JobOptions anyway = JobOptions.DEFAULTS.after(List.of(id(1), id(3)), true);
        admit(store, submission(4, "n", "1", anyway));
        failed(1);
        assertThat(state(2)).isEqualTo(JobState.CANCELLED);
        assertThat(error(found(2))).contains("name-1", "FAILED");
        assertThat(state(3)).isEqualTo(JobState.CANCELLED);
        assertThat(error(found(3))).contains("CANCELLED");
        assertThat(state(4)).isEqualTo(JobState.READY);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void skipsWhatComesAfterACancellation() {
        inserted(job(1));
        JobRecord child = after(2, id(1));
        after(3, id(2));
        applied(store, cancel(child));
        assertThat(state(3)).isEqualTo(JobState.CANCELLED);
        ended(1);
        assertThat(state(2)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void waitsForItsOwnTimeToo() {
        inserted(job(1));
        admit(store, submission(2, "n", "1", JobOptions.DEFAULTS.after(id(1)), at(0), at(60)));
        assertThat(store.nextDue()).isEmpty();
        ended(1);
        assertThat(state(2)).isEqualTo(JobState.SCHEDULED);
        assertThat(store.nextDue()).contains(at(60));
    }

    @Test
    void refusesToComeAfterWhatIsNotThere() {
        assertThatThrownBy(() -> after(1, id(77)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(id(77).value());
        assertThat(store.find(id(1))).isEmpty();
        // Nor after itself, or after one that comes later: so there are no cycles.
        assertThatThrownBy(() ->
                        store.admit(
                                List.of(
                                        submission(2, "n", "1", JobOptions.DEFAULTS.after(id(3))),
                                        job(3)),
                                acceptance -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(all(store, JobQuery.ALL)).isEmpty();
    }

    @Test
    void addsAChainAtOnce() {
        List<SubmissionOutcome> chain =
                store.admit(
                        List.of(
                                job(1),
                                submission(2, "n", "1", JobOptions.DEFAULTS.after(id(1))),
                                submission(3, "n", "1", JobOptions.DEFAULTS.after(id(2)))),
                        acceptance -> {});
        assertThat(chain).extracting(a -> a.job().state()).endsWith(JobState.BLOCKED);
        ended(1);
        ended(2);
        assertThat(state(3)).isEqualTo(JobState.READY);
    }

    @Test
    void keepsWhatOthersWaitFor() {
        inserted(job(1));
        inserted(job(2));
        after(3, id(1), id(2));
        ended(1);
        ended(2);
        inserted(job(4));
        inserted(job(5));
        JobOptions options = JobOptions.DEFAULTS.after(List.of(id(4), id(5)), true);
        admit(store, submission(6, "n", "1", options));
        ended(4);
        store.evict(at(0).plus(Duration.ofDays(365)));
        assertThat(store.find(id(1))).isEmpty();
        assertThat(store.find(id(4))).isPresent();
        ended(5);
        assertThat(state(6)).isEqualTo(JobState.READY);
    }

    @Test
    void missesNoEndOfTwoAtTheSameTime() throws Exception {
        int rounds = 100;
        try (JobStore shared = newStore()) {
            for (long i = 0; i < rounds; i++) {
                shared.insert(List.of(job(3 * i), job(3 * i + 1)));
                applied(shared, start(job(3 * i)));
                applied(shared, start(job(3 * i + 1)));
            }
            together(
                    3,
                    worker -> {
                        for (long i = 0; i < rounds; i++) {
                            if (worker < 2) {
                                JobId parent = id(3 * i + worker);
                                applied(shared, succeed(shared.find(parent).orElseThrow()));
                            } else {
                                JobOptions options =
                                        JobOptions.DEFAULTS.after(id(3 * i), id(3 * i + 1));
                                admit(shared, submission(3 * i + 2, "n", "1", options));
                            }
                        }
                    });
            for (long i = 0; i < rounds; i++) {
                assertThat(shared.find(id(3 * i + 2)).orElseThrow().state())
                        .as("job %d", i)
                        .isEqualTo(JobState.READY);
            }
            assertThat(counted(shared)).isEqualTo(recount(shared));
        }
    }

    // ---- batches

    private static JobRecord part(long number, Role role) {
        JobOptions options =
                JobOptions.DEFAULTS.withPolicies(
                        JobOptions.DEFAULTS
                                .policies()
                                .withBatch(new BatchPart("b1", "import", role)));
        return submission(number, "n", "1", options);
    }

    private static void addBatch(JobStore store, long from, int members) {
        var jobs = new ArrayList<JobRecord>();
        LongStream.range(from + 2, from + 2 + members)
                .forEach(number -> jobs.add(part(number, Role.MEMBER)));
        jobs.add(part(from, Role.ON_COMPLETION));
        jobs.add(part(from + 1, Role.ON_SUCCESS));
        store.admit(jobs, acceptance -> {});
    }

    private BatchRecord batch() {
        return store.batch("b1").orElseThrow();
    }

    @Test
    void runsWhatComesAfterABatchWhenItsLastMemberHasEnded() {
        addBatch(store, 0, 3);
        assertThat(batch().total()).isEqualTo(3);
        assertThat(batch().onCompletion()).isEqualTo(id(0));
        assertThat(batch().onSuccess()).isEqualTo(id(1));
        assertThat(state(0)).isEqualTo(JobState.BLOCKED);
        ended(2);
        failed(3);
        assertThat(batch().done()).isEqualTo(2);
        assertThat(batch().finishedAt()).isNull();
        assertThat(state(0)).isEqualTo(JobState.BLOCKED);
        applied(store, cancel(found(4)));
        assertThat(batch().finishedAt()).isEqualTo(found(4).finishedAt());
        assertThat(batch().succeeded()).isEqualTo(1);
        assertThat(batch().failed()).isEqualTo(1);
        assertThat(batch().cancelled()).isEqualTo(1);
        assertThat(state(0)).isEqualTo(JobState.READY);
        assertThat(state(1)).isEqualTo(JobState.CANCELLED);
        assertThat(error(found(1))).contains("2 of 3", "import");
        assertThat(all(store, JobQuery.ALL.withBatch("b1"))).hasSize(5);
        assertThat(all(store, JobQuery.ALL.withBatch("b2"))).isEmpty();
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void runsWhatComesAfterSuccess() {
        addBatch(store, 0, 2);
        ended(2);
        ended(3);
        assertThat(state(0)).isEqualTo(JobState.READY);
        assertThat(state(1)).isEqualTo(JobState.READY);
    }

    @Test
    void takesMoreMembersUntilTheLastHasEnded() {
        addBatch(store, 0, 1);
        JobRecord runs = applied(store, start(found(2)));
        admit(store, part(9, Role.MEMBER));
        applied(store, succeed(runs));
        assertThat(batch().total()).isEqualTo(2);
        assertThat(state(0)).isEqualTo(JobState.BLOCKED);
        ended(9);
        assertThat(state(0)).isEqualTo(JobState.READY);
        assertThatThrownBy(() -> admit(store, part(10, Role.MEMBER)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("import", "b1");
        assertThat(store.find(id(10))).isEmpty();
    }

    @Test
    void runsWhatComesAfterABatchOnceAlsoWhenAMemberRunsAgain() {
        addBatch(store, 0, 2);
        failed(2);
        applied(store, new Transition.Redrive(id(2), found(2).epoch(), JobState.FAILED, at(3)));
        assertThat(batch().done()).isZero();
        ended(3);
        assertThat(state(0)).isEqualTo(JobState.BLOCKED);
        failed(2);
        ended(0);
        applied(store, new Transition.Redrive(id(2), found(2).epoch(), JobState.FAILED, at(3)));
        ended(2);
        assertThat(batch().hasSucceeded()).isTrue();
        assertThat(state(0)).isEqualTo(JobState.SUCCEEDED);
        assertThat(state(1)).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void endsABatchWithoutMembersAtOnce() {
        addBatch(store, 0, 0);
        assertThat(state(0)).isEqualTo(JobState.READY);
        assertThat(state(1)).isEqualTo(JobState.READY);
        assertThat(batch().finishedAt()).isNotNull();
    }

    @Test
    void countsEveryMemberOfAStorm() throws Exception {
        int members = 200;
        try (JobStore shared = newStore()) {
            addBatch(shared, 0, members);
            together(
                    4,
                    worker -> {
                        for (int i = worker; i < members; i += 4) {
                            JobRecord job = shared.find(id(i + 2)).orElseThrow();
                            applied(shared, succeed(applied(shared, start(job))));
                        }
                    });
            BatchRecord batch = shared.batch("b1").orElseThrow();
            assertThat(batch.succeeded()).isEqualTo(members);
            assertThat(batch.finishedAt()).isNotNull();
            assertThat(shared.find(id(0)).orElseThrow().state()).isEqualTo(JobState.READY);
            assertThat(shared.find(id(1)).orElseThrow().state()).isEqualTo(JobState.READY);
            assertThat(counted(shared)).isEqualTo(recount(shared));
        }
    }
}
