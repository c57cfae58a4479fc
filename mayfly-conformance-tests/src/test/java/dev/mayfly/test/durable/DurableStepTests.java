package dev.mayfly.test.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.LogLine;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.step.SignalOptions;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What users may rely on of steps and signals when jobs are kept in a database. */
abstract class DurableStepTests extends NodeTestBase {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static void awaitState(Node node, JobId id, JobState state) {
        Await.until(id + " is " + state, () -> node.jobs.find(id).orElseThrow().state() == state);
    }

    private static JobId waiting(Node node, String payload) {
        JobId id = node.jobs.submit("approve", payload).id();
        awaitState(node, id, JobState.AWAITING_SIGNAL);
        return id;
    }

    @Test
    void aWaitOutlivesItsProcessAndItsFinishedStepsAreNotRunAgain() throws Exception {
        Node first = node("a");
        JobId id = waiting(first, "x");
        first.close();

        Node second = node("b");
        JobRecord kept = second.jobs.find(id).orElseThrow();
        assertThat(kept.waitingFor()).isEqualTo("approved");
        assertThat(
                        second.jobs.signal(
                                id, "approved", "yes", SignalOptions.DEFAULTS.withSender("Ada")))
                .isTrue();

        assertThat(second.jobs.handle(id).orElseThrow().await(LONG)).isEqualTo("yes by Ada@b");
        assertThat(ran).containsExactly("charge x@a");
        JobRecord done = second.jobs.find(id).orElseThrow();
        assertThat(done.attempts()).isEqualTo(1);
        assertThat(done.history()).hasSize(1);
        assertThat(second.jobs.log(id, 0).lines())
                .extracting(LogLine::text)
                .containsExactly("run on a", "run on b");
    }

    @Test
    void aSignalThroughOneNodeWakesTheJobOfAnother() throws Exception {
        Node a = node("a");
        Node b = node("b");
        JobHandle<String> handle = a.jobs.submit("approve", "x");
        awaitState(b, handle.id(), JobState.AWAITING_SIGNAL);

        b.jobs.signal(handle.id(), "approved", "yes");

        assertThat(handle.await(LONG)).startsWith("yes by b@");
        assertThat(ran).hasSize(1);
    }

    @Test
    void aWaitEndsInTimeAlsoAfterARestart() throws Exception {
        Node first = node("a");
        JobId id = first.jobs.submit("approve", "hurry").id();
        Await.until("it was charged", () -> !ran.isEmpty());
        first.close();

        Node second = node("b");

        Object end = second.jobs.handle(id).orElseThrow().await(LONG);
        assertThat(end).asString().startsWith("nobody@");
        assertThat(ran).containsExactly("charge hurry@a");
        assertThat(second.jobs.steps(id))
                .extracting(StepRecord::kind)
                .containsExactly(StepRecord.Kind.STEP, StepRecord.Kind.TIMEOUT);
    }

    @Test
    void aJobThatWaitsCanBeCancelledByAnyNode() {
        Node a = node("a");
        JobId id = waiting(a, "x");
        JobHandle<?> handle = a.jobs.handle(id).orElseThrow();
        Node b = node("b");

        assertThat(b.jobs.cancel(id)).isTrue();

        assertThatThrownBy(() -> handle.await(LONG)).isInstanceOf(JobCancelledException.class);
    }

    @Test
    void theStepOfANodeThatWasTakenForLostIsDroppedAndRunElsewhere() throws Exception {
        Node a = node("a");
        JobHandle<String> held = a.jobs.submit("held", "h");
        Await.until("it runs", () -> ran.contains("h@a"));
        Node b = node("b");
        b.gate.countDown();
        a.scheduler.pause("default"); // or it might take the job back under its next incarnation

        // As if it had been frozen for longer than its lease, in the middle of its step.
        database.execute("UPDATE mayfly_runner SET state = 'LOST' WHERE node = 'a'");

        Await.until("the other runs it", () -> ran.contains("h@b"));
        awaitState(b, held.id(), JobState.SUCCEEDED);
        a.gate.countDown();
        assertThat(held.await(LONG)).isEqualTo("by b");
        assertThat(b.jobs.steps(held.id()))
                .extracting(StepRecord::result)
                .containsExactly("\"by b\"");
    }

    @Test
    void aStormOfSignalsThroughTwoNodesLosesNone() throws Exception {
        Node a = node("a");
        Node b = node("b");
        List<JobHandle<String>> handles =
                IntStream.range(0, 60)
                        .mapToObj(i -> (i % 2 == 0 ? a : b).jobs.<String>submit("approve", "" + i))
                        .toList();
        var senders =
                List.of(a, b).stream()
                        .map(node ->
                                Thread.ofVirtual()
                                        .start(() ->
                                                handles.forEach(
                                                        job -> signalUnlessEnded(node, job.id()))))
                        .toList();
        for (Thread sender : senders) {
            sender.join();
        }

        for (JobHandle<String> handle : handles) {
            assertThat(handle.await(LONG)).startsWith("yes by ");
        }
        assertThat(ran).hasSize(60);
    }

    private static void signalUnlessEnded(Node node, JobId id) {
        try {
            node.jobs.signal(id, "approved", "yes");
        } catch (dev.mayfly.jobs.step.SignalRejectedException e) {
            assertThat(e.reason())
                    .isEqualTo(dev.mayfly.jobs.step.SignalRejectedException.Reason.ENDED);
        }
    }
}
