package dev.mayfly.test.jobs;

import static dev.mayfly.test.jobs.Samples.all;
import static dev.mayfly.test.jobs.Samples.applied;
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

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.LogLine;
import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.TransitionResult;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a job store promises. The tests of {@link JobStoreRaces} belong to it.
 *
 * <p>Thread rule: as JUnit's; the tests of races use threads of their own.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class JobStoreContractTests extends JobStoreRaces {

    private JobStore store;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // JUnit calls open() before each test
    protected JobStoreContractTests() {}

    @BeforeEach
    void open() {
        store = newStore();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private JobRecord inserted(JobRecord job) {
        store.insert(List.of(job));
        return job;
    }

    private JobRecord running(long number) {
        return applied(store, start(inserted(job(number))));
    }

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

    // ---- logs

    @Test
    void keepsTheLinesOfEachJobInOrder() {
        running(1);
        running(2);
        for (int i = 0; i < 20; i++) {
            store.appendLog(id(1 + i % 2), 1 + i / 10, at(i), "line " + i);
        }
        var page = store.log(id(1), 0, 4);
        assertThat(page.lines())
                .containsExactly(
                        new LogLine(0, 1, at(0), "line 0"),
                        new LogLine(1, 1, at(2), "line 2"),
                        new LogLine(2, 1, at(4), "line 4"),
                        new LogLine(3, 1, at(6), "line 6"));
        assertThat(page.dropped()).isZero();
        assertThat(page.next()).isEqualTo(4);
        assertThat(store.log(id(1), 4, 100).lines()).hasSize(6);
        assertThat(store.log(id(1), 10, 100).lines()).isEmpty();
        assertThat(store.log(id(1), 10, 100).next()).isEqualTo(10);
        assertThat(store.log(id(2), 9, 100).lines())
                .containsExactly(new LogLine(9, 2, at(19), "line 19"));
    }

    @Test
    void dropsTheOldestLinesAndSaysExactlyHowMany() {
        running(1);
        int written = 20_000;
        for (int i = 0; i < written; i++) {
            store.appendLog(id(1), 1, at(0), "line " + i);
        }
        var page = store.log(id(1), 0, written);
        assertThat(page.lines()).isNotEmpty().hasSizeLessThan(written);
        assertThat(page.dropped() + page.lines().size()).isEqualTo(written);
        assertThat(page.lines().getFirst().index()).isEqualTo(page.dropped());
        assertThat(page.lines().getLast().text()).isEqualTo("line " + (written - 1));
        assertThat(page.next()).isEqualTo(written);
    }

    @Test
    void hasNoLogOfAJobThatIsNotThere() {
        store.appendLog(id(1), 1, at(0), "into the void");
        assertThat(store.log(id(1), 0, 10).lines()).isEmpty();
        assertThatThrownBy(() -> store.log(id(1), -1, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.log(id(1), 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- recurring jobs

    private static RecurringJob nightly(String name) {
        return RecurringJob.created(
                name,
                "audit",
                Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin")),
                "{\"folder\":\"x\"}",
                JobOptions.DEFAULTS.withPriority(5),
                at(0));
    }

    private static Pause pause(String reason) {
        return new Pause(reason, "ada", at(5));
    }

    @Test
    void keepsWhyWhenAndByWhomARecurringJobIsPausedUntilItGoesOn() {
        RecurringJob first = nightly("a");
        store.saveRecurring(first);
        RecurringJob paused =
                first.paused(new Pause("moves \u00fcber \ud83c\udf19\n'\"", "ada", at(5)), at(60));
        assertThat(store.saveRecurring(paused)).isTrue();
        assertThat(store.recurring().getFirst().pause()).isEqualTo(paused.pause());
        RecurringJob fired = paused.fired(at(10), id(1), at(70), 0);
        assertThat(store.fireRecurring(fired, job(1))).isTrue();
        assertThat(store.recurring().getFirst().pause()).isEqualTo(paused.pause());
        RecurringJob resumed = fired.paused(null, at(80));
        assertThat(store.saveRecurring(resumed)).isTrue();
        assertThat(store.recurring()).containsExactly(resumed);
        assertThat(store.recurring().getFirst().isPaused()).isFalse();
    }

    @Test
    void doesNotFireARecurringJobThatWasPausedMeanwhile() {
        RecurringJob seen = nightly("a");
        store.saveRecurring(seen);
        store.saveRecurring(seen.paused(pause("stop"), seen.nextRun()));
        assertThat(store.fireRecurring(seen.fired(at(10), id(1), at(20), 0), job(1))).isFalse();
        assertThat(store.find(id(1))).isEmpty();
        assertThat(store.recurring().getFirst().isPaused()).isTrue();
    }

    @Test
    void keepsRecurringJobsByVersion() {
        RecurringJob first = nightly("b");
        assertThat(store.saveRecurring(first)).isTrue();
        assertThat(store.saveRecurring(first)).isFalse();
        assertThat(store.saveRecurring(nightly("a"))).isTrue();
        assertThat(store.recurring()).containsExactly(nightly("a"), first);
        RecurringJob paused = first.paused(pause("why not"), at(60));
        assertThat(store.saveRecurring(paused)).isTrue();
        assertThat(store.saveRecurring(first.paused(pause("too late"), at(60)))).isFalse();
        assertThat(store.recurring()).containsExactly(nightly("a"), paused);
        RecurringJob hourly =
                paused.changed(
                        "audit",
                        Schedule.every(Duration.ofHours(1)),
                        "null",
                        paused.options(),
                        at(1));
        assertThat(store.saveRecurring(hourly)).isTrue();
        assertThat(store.recurring()).contains(hourly);
        assertThat(store.removeRecurring("b")).isTrue();
        assertThat(store.removeRecurring("b")).isFalse();
        assertThat(store.saveRecurring(hourly.paused(null, null))).isFalse();
        assertThat(store.recurring()).containsExactly(nightly("a"));
    }

    @Test
    void submitsARunTogetherWithItsRecurringJobOrNotAtAll() {
        RecurringJob first = nightly("a");
        store.saveRecurring(first);
        RecurringJob fired = first.fired(at(10), id(1), at(20), 0);
        assertThat(store.fireRecurring(fired, job(1))).isTrue();
        assertThat(store.recurring()).containsExactly(fired);
        assertThat(store.find(id(1))).contains(job(1));
        assertThat(store.fireRecurring(first.fired(at(10), id(2), at(20), 0), job(2))).isFalse();
        assertThat(store.find(id(2))).isEmpty();
        RecurringJob again = fired.fired(at(20), id(1), at(30), 0);
        assertThatThrownBy(() -> store.fireRecurring(again, job(1)))
                .isInstanceOf(DuplicateJobException.class);
        assertThat(store.recurring()).containsExactly(fired);
        assertThat(counted(store)).isEqualTo(recount(store));
    }
}
