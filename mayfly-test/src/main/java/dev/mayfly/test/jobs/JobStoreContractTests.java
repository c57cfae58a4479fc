package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.all;
import static dev.mayfly.test.jobs.Samples.applied;
import static dev.mayfly.test.jobs.Samples.assign;
import static dev.mayfly.test.jobs.Samples.at;
import static dev.mayfly.test.jobs.Samples.cancel;
import static dev.mayfly.test.jobs.Samples.counted;
import static dev.mayfly.test.jobs.Samples.counters;
import static dev.mayfly.test.jobs.Samples.fail;
import static dev.mayfly.test.jobs.Samples.id;
import static dev.mayfly.test.jobs.Samples.job;
import static dev.mayfly.test.jobs.Samples.recount;
import static dev.mayfly.test.jobs.Samples.retry;
import static dev.mayfly.test.jobs.Samples.start;
import static dev.mayfly.test.jobs.Samples.succeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.TransitionResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a job store promises. The tests of {@link JobStoreRaces} belong to it.
 *
 * <p>Thread rule: as JUnit's; the tests of races use threads of their own.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class JobStoreContractTests extends JobStoreStepTests {

    /** For subclasses. */
    protected JobStoreContractTests() {}

    // ---- adding and finding

    @Test
    void bringsBackExactlyWhatWasAdded() {
        JobRecord ready = inserted(job(1));
        JobRecord scheduled = inserted(job(2, "other", at(60)));
        assertThat(store.find(id(1))).contains(ready);
        assertThat(store.find(id(2))).contains(scheduled);
        assertThat(store.find(id(3))).isEmpty();
    }

    @Test
    void addsAllJobsOrNone() {
        inserted(job(2));
        assertThatThrownBy(() -> store.insert(List.of(job(1), job(2), job(3))))
                .isInstanceOf(DuplicateJobException.class)
                .hasMessageContaining(id(2).value());
        assertThatThrownBy(() -> store.insert(List.of(job(4), job(4))))
                .isInstanceOf(DuplicateJobException.class);
        assertThat(all(store, JobQuery.ALL)).extracting(JobRecord::id).containsExactly(id(2));
        assertThat(counted(store)).isEqualTo(recount(store));
        assertThat(counters(store, "q").entered(JobState.READY)).isEqualTo(1);
        store.insert(List.of(job(1), job(3), job(4)));
        assertThat(all(store, JobQuery.ALL)).hasSize(4);
        store.insert(List.of());
    }

    @Test
    void saysWhatItIs() {
        assertThat(store.info().type()).isNotBlank();
        assertThat(store.info().description()).isNotBlank();
    }

    // ---- steps

    @Test
    void takesEachStepAsTheModelDoes() {
        JobRecord job = inserted(job(1, "q", at(1)));
        List<java.util.function.Function<JobRecord, Transition>> life =
                List.of(
                        j -> new Transition.Promote(j.id(), j.epoch(), j.state(), at(1)),
                        Samples::start,
                        j -> new Transition.Report(j.id(), j.epoch(), new Progress(1, 2, "half")),
                        j -> retry(j, at(9)),
                        j -> new Transition.Promote(j.id(), j.epoch(), j.state(), at(9)),
                        Samples::start,
                        j -> new Transition.Release(j.id(), j.epoch(), at(10), Progress.NONE),
                        Samples::start,
                        j -> new Transition.RequestCancel(j.id(), j.epoch()),
                        Samples::cancel,
                        j -> new Transition.Redrive(j.id(), j.epoch(), j.state(), at(11)),
                        Samples::start,
                        Samples::fail,
                        j -> new Transition.Redrive(j.id(), j.epoch(), j.state(), at(12)),
                        j -> assign(j, 7),
                        j ->
                                new Transition.Release(
                                        j.id(), j.epoch(), j.state(), at(13), Progress.NONE),
                        j -> assign(j, 8),
                        j -> new Transition.Start(j.id(), j.epoch(), j.state(), at(14), "other"),
                        j -> new Transition.Recover(j.id(), j.epoch(), j.state(), at(15)),
                        j -> assign(j, 9),
                        j -> new Transition.Recover(j.id(), j.epoch(), j.state(), at(16)),
                        Samples::start,
                        Samples::succeed);
        for (var next : life) {
            Transition step = next.apply(job);
            JobRecord expected = step.applyTo(job);
            assertThat(store.apply(step))
                    .as("%s", step)
                    .isEqualTo(new TransitionResult.Applied(job, expected));
            assertThat(store.find(job.id())).contains(expected);
            assertThat(counted(store)).isEqualTo(recount(store));
            job = expected;
        }
    }

    @Test
    void takesStepsWithoutWaitingInTheOrderInWhichTheyWereAskedFor() {
        JobRecord job = inserted(job(1));
        var results = new ConcurrentLinkedQueue<TransitionResult>();
        JobRecord running = start(job).applyTo(job);
        JobRecord reported =
                new Transition.Report(id(1), running.epoch(), new Progress(1, 2, "half"))
                        .applyTo(running);

        store.apply(start(job), job, results::add);
        store.apply(
                new Transition.Report(id(1), running.epoch(), new Progress(1, 2, "half")),
                running,
                results::add);
        store.apply(succeed(reported), reported, results::add);
        store.apply(succeed(reported), reported, results::add);
        store.flush();

        JobRecord done = succeed(reported).applyTo(reported);
        assertThat(results)
                .containsExactly(
                        new TransitionResult.Applied(job, running),
                        new TransitionResult.Applied(running, reported),
                        new TransitionResult.Applied(reported, done),
                        new TransitionResult.Rejected(done));
        assertThat(store.find(id(1))).contains(done);
        assertThat(counters(store, "q").entered(JobState.RUNNING)).isEqualTo(1);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void judgesAStepByTheJobAsItIsAndNotAsTheCallerThoughtItWas() {
        JobRecord known = running(1);
        JobRecord asked = applied(store, new Transition.RequestCancel(id(1), known.epoch()));
        var results = new ConcurrentLinkedQueue<TransitionResult>();

        store.apply(succeed(known), known, results::add);
        store.flush();

        assertThat(results)
                .containsExactly(
                        new TransitionResult.Applied(asked, succeed(asked).applyTo(asked)));
        assertThat(store.find(id(1)).orElseThrow().cancelRequested()).isTrue();
    }

    @Test
    void tellsThatJobsAreAccepted() {
        var told = new ConcurrentLinkedQueue<Acceptance>();
        store.insert(List.of(job(1), job(2)), told::add);
        assertThat(told).containsExactly(Acceptance.ACCEPTED);
        assertThatThrownBy(() -> store.insert(List.of(job(2)), told::add))
                .isInstanceOf(DuplicateJobException.class);
        assertThat(told).hasSize(1);
    }

    @Test
    void rejectsAStepFromAnotherStateAndShowsTheJobAsItIs() {
        JobRecord ready = inserted(job(1));
        assertThat(store.apply(succeed(ready))).isEqualTo(new TransitionResult.Rejected(ready));
        JobRecord running = applied(store, start(ready));
        assertThat(store.apply(new Transition.Start(id(1), 1, at(2), "x")))
                .isEqualTo(new TransitionResult.Rejected(running));
        assertThat(store.find(id(1))).contains(running);
    }

    @Test
    void rejectsTheWriteOfAnOwnerThatWasReplaced() {
        JobRecord first = running(1);
        JobRecord ready =
                applied(store, new Transition.Release(id(1), first.epoch(), at(2), Progress.NONE));
        JobRecord second = applied(store, start(ready));
        for (Transition stale :
                List.of(
                        succeed(first),
                        fail(first),
                        retry(first, at(5)),
                        cancel(first),
                        new Transition.Report(id(1), first.epoch(), new Progress(9, 9, "stale")),
                        new Transition.RequestCancel(id(1), first.epoch()))) {
            assertThat(store.apply(stale)).isEqualTo(new TransitionResult.Rejected(second));
        }
        assertThat(store.find(id(1))).contains(second);
        assertThat(counted(store)).isEqualTo(recount(store));
        assertThat(counters(store, "q").entered(JobState.SUCCEEDED)).isZero();
    }

    @Test
    void rejectsAStepOfAJobThatIsNotThere() {
        assertThat(store.apply(start(job(1)))).isEqualTo(new TransitionResult.Rejected(null));
    }

    @Test
    void takesManyStepsEachForItself() {
        JobRecord one = inserted(job(1));
        JobRecord two = inserted(job(2));
        List<TransitionResult> results =
                store.applyAll(List.of(start(one), succeed(two), start(two), start(job(3))));
        assertThat(results)
                .containsExactly(
                        new TransitionResult.Applied(one, start(one).applyTo(one)),
                        new TransitionResult.Rejected(two),
                        new TransitionResult.Applied(two, start(two).applyTo(two)),
                        new TransitionResult.Rejected(null));
    }

    @Test
    void countsWhatIsWhereAndWhatEverWasThere() {
        for (int i = 0; i < 10; i++) {
            JobRecord job = inserted(job(i, i < 6 ? "q" : "other", null));
            if (i < 3) {
                applied(store, succeed(applied(store, start(job))));
            }
        }
        QueueCounters counters = counters(store, "q");
        assertThat(counters.current(JobState.READY)).isEqualTo(3);
        assertThat(counters.current(JobState.SUCCEEDED)).isEqualTo(3);
        assertThat(counters.current(JobState.RUNNING)).isZero();
        assertThat(counters.entered(JobState.READY)).isEqualTo(6);
        assertThat(counters.entered(JobState.RUNNING)).isEqualTo(3);
        assertThat(counters.live()).isEqualTo(3);
        assertThat(counters(store, "other").current(JobState.READY)).isEqualTo(4);
        assertThat(store.counters()).containsOnlyKeys("q", "other");
    }

    // ---- searching

    @Test
    void returnsTheLastAcceptedFirstPageByPage() {
        IntStream.range(0, 25).forEach(i -> inserted(job(i)));
        JobPage first = store.query(JobQuery.ALL.withLimit(10));
        JobPage second = store.query(JobQuery.ALL.withLimit(10).withAfter(first.next()));
        JobPage third = store.query(JobQuery.ALL.withLimit(10).withAfter(second.next()));
        assertThat(first.jobs()).extracting(JobRecord::id).startsWith(id(24)).endsWith(id(15));
        assertThat(second.jobs()).extracting(JobRecord::id).startsWith(id(14)).endsWith(id(5));
        assertThat(third.jobs()).hasSize(5);
        assertThat(third.next()).isNull();
    }

    @Test
    void findsManyAtOnceAndOnlyThoseThatAreThere() {
        IntStream.range(0, 5).forEach(i -> inserted(job(i)));
        assertThat(store.find(List.of())).isEmpty();
        assertThat(store.find(List.of(id(3), id(99), id(1), id(3))))
                .isEqualTo(
                        Map.of(
                                id(1), store.find(id(1)).orElseThrow(),
                                id(3), store.find(id(3)).orElseThrow()));
        List<JobId> more = IntStream.range(0, 2_500).mapToObj(i -> id(i)).toList();
        assertThat(store.find(more)).hasSize(5);
    }

    @Test
    void doesNotPromiseAPageThatWouldBeEmpty() {
        IntStream.range(0, 10).forEach(i -> inserted(job(i)));
        assertThat(store.query(JobQuery.ALL.withLimit(10)).next()).isNull();
        assertThat(store.query(JobQuery.ALL.withLimit(9)).next()).isNotNull();
        assertThat(store.query(JobQuery.ALL.withQueue("nowhere")).jobs()).isEmpty();
    }

    @Test
    void findsByQueueStateNameAndText() {
        for (int i = 0; i < 30; i++) {
            JobRecord job = inserted(job(i, i % 2 == 0 ? "q" : "other", null));
            if (i >= 20) {
                applied(store, fail(applied(store, start(job))));
            }
        }
        assertThat(all(store, JobQuery.ALL.withQueue("q"))).hasSize(15);
        assertThat(all(store, JobQuery.ALL.withStates(Set.of(JobState.FAILED)))).hasSize(10);
        assertThat(
                        all(
                                store,
                                JobQuery.ALL
                                        .withQueue("q")
                                        .withStates(Set.of(JobState.FAILED, JobState.RUNNING))))
                .extracting(JobRecord::id)
                .containsExactly(id(28), id(26), id(24), id(22), id(20));
        assertThat(all(store, JobQuery.ALL.withName("name-1"))).hasSize(10);
        assertThat(all(store, JobQuery.ALL.withText("000007"))).hasSize(1);
        assertThat(all(store, JobQuery.ALL.withText("NAME-2"))).hasSize(10);
        assertThat(all(store, JobQuery.ALL.withText("ODD"))).hasSize(15);
        assertThat(all(store, JobQuery.ALL.withText("broken PIPE"))).hasSize(10);
        assertThat(all(store, JobQuery.ALL.withText("ioexception").withLimit(3))).hasSize(10);
        assertThat(all(store, JobQuery.ALL.withText("%"))).isEmpty();
        assertThat(all(store, JobQuery.ALL.withText("' OR 1=1 --"))).isEmpty();
        assertThat(all(store, JobQuery.ALL.withError("broken PIPE"))).hasSize(10);
        assertThat(all(store, JobQuery.ALL.withError("ioexception").withName("name-1"))).hasSize(3);
        assertThat(all(store, JobQuery.ALL.withError("name-1"))).isEmpty();
        assertThat(all(store, JobQuery.ALL.withError("%"))).isEmpty();
    }

    @Test
    void findsByLabelAndTimeOfAcceptance() {
        for (int i = 0; i < 10; i++) {
            JobOptions options =
                    JobOptions.DEFAULTS
                            .withLabel("customer", i % 2 == 0 ? "Ada" : "ada%")
                            .withLabel("no", "" + i);
            inserted(
                    JobRecord.submitted(
                            new JobEnvelope(
                                    id(i), "job", "q", 10, "null", options, Map.of(), "node",
                                    List.of()),
                            at(i),
                            null));
        }
        JobQuery ada = JobQuery.ALL.withLabel("customer", "Ada");
        assertThat(all(store, ada)).hasSize(5);
        assertThat(all(store, ada.withLimit(2))).hasSize(5);
        assertThat(all(store, JobQuery.ALL.withLabel("customer", "ada"))).isEmpty();
        assertThat(all(store, JobQuery.ALL.withLabel("customer", "ada%"))).hasSize(5);
        assertThat(all(store, JobQuery.ALL.withLabel("stomer", "Ada"))).isEmpty();
        assertThat(all(store, ada.withLabel("no", "4")))
                .extracting(JobRecord::id)
                .containsExactly(id(4));
        assertThat(all(store, JobQuery.ALL.withAccepted(at(3), at(6))))
                .extracting(JobRecord::id)
                .containsExactly(id(5), id(4), id(3));
        assertThat(all(store, ada.withAccepted(at(7), null)))
                .extracting(JobRecord::id)
                .containsExactly(id(8));
        assertThat(all(store, JobQuery.ALL.withAccepted(null, at(2)))).hasSize(2);
    }

    @Test
    void findsWhatAJobSubmitted() {
        for (int i = 1; i < 10; i++) {
            List<JobId> lineage =
                    i < 3 ? List.of(id(0)) : i < 8 ? List.of(id(0), id(1)) : List.of();
            var envelope =
                    new JobEnvelope(
                            id(i),
                            "job",
                            i % 2 == 0 ? "q" : "other",
                            10,
                            "null",
                            JobOptions.DEFAULTS,
                            Map.of(),
                            "node",
                            lineage);
            JobRecord job = inserted(JobRecord.submitted(envelope, at(i), null));
            if (i == 4) {
                applied(store, fail(applied(store, start(job))));
            }
        }
        JobQuery children = JobQuery.ALL.withParent(id(1));
        assertThat(all(store, children))
                .extracting(JobRecord::id)
                .containsExactly(id(7), id(6), id(5), id(4), id(3));
        assertThat(all(store, children.withLimit(2))).hasSize(5);
        assertThat(all(store, children.withStates(Set.of(JobState.FAILED))))
                .extracting(JobRecord::id)
                .containsExactly(id(4));
        assertThat(all(store, children.withQueue("q"))).hasSize(2);
        assertThat(all(store, JobQuery.ALL.withParent(id(0)))).hasSize(2);
        assertThat(all(store, JobQuery.ALL.withParent(id(9)))).isEmpty();
    }

    @Test
    void pagesStablyWhileJobsComeAndChange() {
        IntStream.range(0, 30).forEach(i -> inserted(job(i)));
        var seen = new ArrayList<JobId>();
        JobQuery query = JobQuery.ALL.withStates(Set.of(JobState.READY)).withLimit(7);
        JobCursor after = null;
        int more = 100;
        do {
            JobPage page = store.query(query.withAfter(after));
            page.jobs().forEach(job -> seen.add(job.id()));
            // New ones come in front, and some of those already seen leave the result.
            inserted(job(more++));
            inserted(job(more++));
            applied(store, start(page.jobs().getFirst()));
            after = page.next();
        } while (after != null);
        assertThat(seen)
                .containsExactlyElementsOf(
                        IntStream.range(0, 30).mapToObj(i -> id(29 - i)).toList());
    }

    @Test
    void refusesACursorThatItDidNotMake() {
        inserted(job(1));
        assertThatThrownBy(() -> store.query(JobQuery.ALL.withAfter(new JobCursor("forged!"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("forged!");
    }

    // ---- due times

    @Test
    void knowsWhatIsDueInOrderAndWhatIsNext() {
        inserted(job(1, "q", at(30)));
        inserted(job(2, "q", at(10)));
        inserted(job(3, "q", at(20)));
        inserted(job(4));
        assertThat(store.nextDue()).contains(at(10));
        assertThat(store.due(at(10).minusMillis(1), 10)).isEmpty();
        assertThat(store.due(at(10), 10)).extracting(JobRecord::id).containsExactly(id(2));
        assertThat(store.due(at(99), 10))
                .extracting(JobRecord::id)
                .containsExactly(id(2), id(3), id(1));
        assertThat(store.due(at(99), 2)).extracting(JobRecord::id).containsExactly(id(2), id(3));
        assertThatThrownBy(() -> store.due(at(99), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forgetsTheDueTimeOfAJobThatMovedOn() {
        JobRecord promoted = inserted(job(1, "q", at(10)));
        JobRecord cancelled = inserted(job(2, "q", at(20)));
        applied(store, new Transition.Promote(id(1), 0, promoted.state(), at(10)));
        applied(store, cancel(cancelled));
        assertThat(store.due(at(99), 10)).isEmpty();
        assertThat(store.nextDue()).isEmpty();
        JobRecord waiting = applied(store, retry(running(3), at(40)));
        assertThat(store.nextDue()).contains(at(40));
        assertThat(store.due(at(40), 10)).containsExactly(waiting);
    }
}
