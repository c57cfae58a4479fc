package dev.mayfly.test.jobs;

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
import static dev.mayfly.test.jobs.Samples.start;
import static dev.mayfly.test.jobs.Samples.succeed;

import static org.assertj.core.api.Assertions.assertThat;

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

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * What a job store promises of steps and signals: a step is kept with the write that its owner may
 * make, or not at all, and no signal is lost between its coming and the wait for it.
 *
 * <p>Thread rule: as JUnit's; the storm uses threads of its own.
 */
abstract class JobStoreStepTests extends JobStoreLogsAndRecurring {

    private static final int ROUNDS = 100;

    /** For subclasses. */
    JobStoreStepTests() {}

    private static StepRecord step(String name, String result) {
        return StepRecord.finished(name, result, 1, at(3));
    }

    private static Transition decide(JobRecord job, StepRecord step) {
        return new StepTransition.Decide(job.id(), job.epoch(), step, 0);
    }

    private static SignalRecord sent(long number, String name) {
        return new SignalRecord(
                number, name, "id-" + number, "{\"n\":1}", "Ada", at(number), false);
    }

    private static Transition signal(JobRecord job, SignalRecord signal) {
        return new StepTransition.Signal(job.id(), job.epoch(), job.state(), signal);
    }

    private static Transition await(JobRecord job, String signal, long seen) {
        return new StepTransition.AwaitSignal(
                job.id(), job.epoch(), at(4), at(100), signal, seen, new Progress(1, 2, "half"));
    }

    // ---- steps

    @Test
    void keepsTheStepsOfEachJobInOrder() {
        JobRecord one = running(1);
        JobRecord two = running(2);
        one = applied(store, decide(one, step("second by name", "{\"a\":\"ä \u2028\"}")));
        applied(store, decide(two, step("other", "null")));
        one = applied(store, decide(one, step("first by name", "2")));

        assertThat(store.steps(id(1)))
                .containsExactly(
                        step("second by name", "{\"a\":\"ä \u2028\"}"), step("first by name", "2"));
        assertThat(store.steps(id(2))).containsExactly(step("other", "null"));
        assertThat(store.steps(id(3))).isEmpty();
        assertThat(store.find(id(1))).contains(one);
        assertThat(one.state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void keepsAStepThatIsTakenWithoutWaiting() {
        JobRecord ready = inserted(job(1));
        JobRecord running = start(ready).applyTo(ready);
        var result = new CompletableFuture<TransitionResult>();

        store.apply(start(ready), ready, ignored -> {});
        store.apply(decide(running, step("a", "1")), running, result::complete);
        store.flush();

        assertThat(result.join()).isInstanceOf(TransitionResult.Applied.class);
        assertThat(store.steps(id(1))).containsExactly(step("a", "1"));
    }

    @Test
    void rejectsTheStepOfAnOwnerThatWasReplaced() {
        JobRecord stale = running(1);
        JobRecord ready =
                applied(
                        store,
                        new Transition.Recover(id(1), stale.epoch(), JobState.RUNNING, at(2)));
        JobRecord owner = applied(store, start(ready));

        assertThat(store.apply(decide(stale, step("late", "1"))))
                .isEqualTo(new TransitionResult.Rejected(owner));

        assertThat(store.steps(id(1))).isEmpty();
        applied(store, decide(owner, step("late", "2")));
        assertThat(store.steps(id(1))).containsExactly(step("late", "2"));
    }

    @Test
    void keepsStepsThroughRetriesAndForgetsThemOnlyOnRequest() {
        JobRecord failed = applied(store, fail(applied(store, decide(running(1), step("a", "1")))));
        JobRecord again =
                applied(
                        store,
                        new Transition.Redrive(id(1), failed.epoch(), JobState.FAILED, at(5)));
        assertThat(store.steps(id(1))).containsExactly(step("a", "1"));

        failed = applied(store, fail(applied(store, start(again))));
        again =
                applied(
                        store,
                        new Transition.Redrive(
                                id(1), failed.epoch(), JobState.FAILED, at(6), true));
        assertThat(store.steps(id(1))).isEmpty();
        applied(store, decide(applied(store, start(again)), step("a", "2")));
        assertThat(store.steps(id(1))).containsExactly(step("a", "2"));
    }

    @Test
    void keepsAThousandStepsAndAResultOf256KiB() {
        JobRecord job = running(1);
        String large = "\"" + "x".repeat(256 * 1024 - 2) + "\"";
        for (int i = 0; i < 999; i++) {
            job = applied(store, decide(job, step("step-" + i, "" + i)));
        }
        applied(store, decide(job, step("n".repeat(200), large)));

        List<StepRecord> steps = store.steps(id(1));
        assertThat(steps).hasSize(1_000);
        assertThat(steps.get(500)).isEqualTo(step("step-500", "500"));
        assertThat(steps.getLast().result()).isEqualTo(large);
    }

    @Test
    void removesStepsAndSignalsWithTheirJob() {
        JobRecord job = applied(store, decide(running(1), step("a", "1")));
        applied(store, succeed(applied(store, signal(job, sent(1, "x")))));
        store.evict(at(100_000_000));

        assertThat(store.find(id(1))).isEmpty();
        assertThat(store.steps(id(1))).isEmpty();
        assertThat(store.signals(id(1))).isEmpty();
    }

    // ---- signals

    @Test
    void wakesTheJobThatWaitsForASignal() {
        JobRecord waiting = applied(store, await(running(1), "approved", 0));
        assertThat(waiting.state()).isEqualTo(JobState.AWAITING_SIGNAL);
        assertThat(waiting.dueAt()).isEqualTo(at(100));
        assertThat(waiting.waitingFor()).isEqualTo("approved");
        assertThat(waiting.owner()).isNull();
        assertThat(waiting.attempts()).as("it goes on with the attempt it had").isZero();
        assertThat(store.find(id(1))).contains(waiting);

        JobRecord other = applied(store, signal(waiting, sent(1, "other")));
        assertThat(other.state()).isEqualTo(JobState.AWAITING_SIGNAL);
        JobRecord woken = applied(store, signal(other, sent(2, "approved")));

        assertThat(woken.state()).isEqualTo(JobState.READY);
        assertThat(woken.dueAt()).isNull();
        assertThat(woken.waitingFor()).isNull();
        assertThat(store.find(id(1))).contains(woken);
        assertThat(store.signals(id(1))).containsExactly(sent(1, "other"), sent(2, "approved"));
        assertThat(counted(store)).isEqualTo(recount(store));
        assertThat(store.nextDue()).isEmpty();
    }

    @Test
    void doesNotLetAJobWaitThatHasNotSeenASignal() {
        JobRecord job = running(1);
        applied(store, signal(job, sent(1, "approved")));

        JobRecord ready = applied(store, await(job, "approved", 0));

        assertThat(ready.state()).isEqualTo(JobState.READY);
        assertThat(store.find(id(1))).contains(ready);
        assertThat(counted(store)).isEqualTo(recount(store));
        JobRecord again = applied(store, start(ready));
        assertThat(applied(store, await(again, "else", 1)).state())
                .isEqualTo(JobState.AWAITING_SIGNAL);
    }

    @Test
    void judgesAWaitByTheSignalsThatCameAndNotByThoseTheOwnerKnewOf() {
        JobRecord known = running(1);
        applied(store, signal(known, sent(1, "approved")));
        var result = new CompletableFuture<TransitionResult>();

        store.apply(await(known, "approved", 0), known, result::complete);
        store.flush();

        assertThat(store.find(id(1)).orElseThrow().state()).isEqualTo(JobState.READY);
    }

    @Test
    void givesASignalTogetherWithTheStepThatTakesIt() {
        JobRecord job = running(1);
        job = applied(store, signal(job, sent(1, "approved")));
        var step =
                new StepRecord(StepRecord.Kind.SIGNAL, "approved", 1, "{\"n\":1}", "Ada", 1, at(1));

        applied(store, new StepTransition.Decide(id(1), job.epoch(), step, 1));

        assertThat(store.steps(id(1))).containsExactly(step);
        assertThat(store.signals(id(1))).containsExactly(sent(1, "approved").asTaken());
    }

    @Test
    void letsOnlyOneOfSeveralSendersHaveANumber() {
        JobRecord job = running(1);
        JobRecord after = applied(store, signal(job, sent(1, "a")));

        assertThat(store.apply(signal(job, sent(1, "b"))))
                .isEqualTo(new TransitionResult.Rejected(after));

        assertThat(store.signals(id(1))).containsExactly(sent(1, "a"));
        assertThat(after.signals()).isEqualTo(1);
    }

    @Test
    void takesNoSignalForAJobThatHasEnded() {
        JobRecord job = running(1);
        JobRecord done = applied(store, succeed(job));

        assertThat(store.apply(signal(job, sent(1, "late"))))
                .isEqualTo(new TransitionResult.Rejected(done));

        assertThat(store.signals(id(1))).isEmpty();
    }

    @Test
    void wakesAJobWhoseWaitHasLastedLongEnoughAndStillKnowsForWhat() {
        JobRecord waiting = applied(store, await(running(1), "approved", 0));
        assertThat(store.due(at(99), 10)).isEmpty();
        assertThat(store.due(at(100), 10)).containsExactly(waiting);
        assertThat(store.nextDue()).contains(at(100));

        JobRecord ready =
                applied(
                        store,
                        new Transition.Promote(
                                id(1), waiting.epoch(), JobState.AWAITING_SIGNAL, at(100)));

        assertThat(ready.waitingFor()).isEqualTo("approved");
        JobRecord running = applied(store, start(ready));
        var timeout =
                new StepRecord(StepRecord.Kind.TIMEOUT, "approved", 1, "null", "", 1, at(101));
        assertThat(applied(store, decide(running, timeout)).waitingFor()).isNull();
    }

    @Test
    void letsANodeTakeAJobWhoseWaitIsOver() {
        JobRecord waiting = applied(store, await(running(1), "approved", 0));

        JobRecord taken = applied(store, assign(waiting, 7));

        assertThat(taken.state()).isEqualTo(JobState.ASSIGNED);
        assertThat(taken.waitingFor()).isEqualTo("approved");
        assertThat(store.nextDue()).isEmpty();
    }

    @Test
    void cancelsAndFindsAJobThatWaits() {
        applied(store, await(running(1), "approved", 0));
        JobRecord asked = applied(store, new Transition.RequestCancel(id(2), running(2).epoch()));

        assertThat(store.query(JobQuery.ALL.withStates(Set.of(JobState.AWAITING_SIGNAL))).jobs())
                .extracting(JobRecord::id)
                .containsExactly(id(1));
        assertThat(applied(store, cancel(store.find(id(1)).orElseThrow())).waitingFor()).isNull();
        assertThat(applied(store, await(asked, "approved", 0)).state())
                .as("one that was asked to end does not begin to wait")
                .isEqualTo(JobState.CANCELLED);
        assertThat(counters(store, "q").current(JobState.CANCELLED)).isEqualTo(2);
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    @Test
    void losesNoWakeUpBetweenASignalAndAWait() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            JobRecord job = running(round);
            Runnable wait = () -> applied(store, await(job, "go", 0));
            Runnable signal = () -> send(store, job.id());
            // What is left to another thread mostly comes second: each has its turn to be that.
            boolean waitsSecond = round % 2 == 0;
            var second = new Thread(waitsSecond ? wait : signal);
            second.start();
            (waitsSecond ? signal : wait).run();
            second.join();
            assertThat(store.find(job.id()).orElseThrow().state())
                    .as("round %d", round)
                    .isEqualTo(JobState.READY);
        }
        assertThat(counted(store)).isEqualTo(recount(store));
    }

    /** Sends as a sender does: look, offer, and look again if another was faster. */
    private static void send(JobStore store, JobId id) {
        while (true) {
            JobRecord now = store.find(id).orElseThrow();
            if (store.apply(signal(now, sent(now.signals() + 1, "go")))
                    instanceof TransitionResult.Applied) {
                return;
            }
        }
    }

    @Test
    void keepsEachSignalOfAStorm() throws Exception {
        JobRecord job = running(1);
        var threads =
                IntStream.range(0, 8)
                        .mapToObj(number ->
                                new Thread(() -> {
                                    for (int i = 0; i < 10; i++) {
                                        send(store, job.id());
                                    }
                                }))
                        .toList();
        threads.forEach(Thread::start);
        applied(store, decide(job, step("meanwhile", "1")));
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(store.signals(id(1))).hasSize(80);
        assertThat(store.signals(id(1)).getLast().number()).isEqualTo(80);
        assertThat(store.find(id(1)).orElseThrow().signals()).isEqualTo(80);
        assertThat(store.steps(id(1))).hasSize(1);
    }
}
