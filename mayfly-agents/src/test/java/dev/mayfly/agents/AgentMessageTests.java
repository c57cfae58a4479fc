package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.mayfly.agents.Counter.Add;
import dev.mayfly.agents.Counter.AskFailing;
import dev.mayfly.agents.Counter.Get;
import dev.mayfly.agents.Counter.Message;
import dev.mayfly.agents.Counter.Silent;
import dev.mayfly.agents.Counter.Style;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.MailboxFullException;
import dev.mayfly.agents.agent.MailboxSize;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.IsoConsumedException;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.DeadLetter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** What holds of messages, mailboxes and questions, whichever way agents are written. */
class AgentMessageTests extends AgentFixture {

    // ---- messages

    @ParameterizedTest
    @EnumSource
    void messagesOfOneSenderArriveInOrderAndOnce(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));

        for (int i = 0; i < 5_000; i++) {
            agent.send(Counter.add(i));
        }

        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(IntStream.range(0, 5_000).sum());
        assertThat(record.added)
                .containsExactlyElementsOf(IntStream.range(0, 5_000).boxed().toList());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentFromTasksAndThreadsIsHandledOnce(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        var tasks =
                IntStream.range(0, 8)
                        .mapToObj(t ->
                                scheduler.spawn(task -> {
                                    for (int i = 0; i < 2_000; i++) {
                                        agent.send(Counter.add(1));
                                    }
                                    return t;
                                }))
                        .toList();
        for (var task : tasks) {
            task.await().get();
        }

        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(16_000);
        assertThat(totals().sent()).isEqualTo(16_001);
    }

    @ParameterizedTest
    @EnumSource
    void anIsoIsPassedWithoutACopyAndUsedUp(Style style) {
        var got = new CompletableFuture<int[]>();
        AgentSpec<int[]> spec =
                style == Style.HANDLER
                        ? AgentSpec.handler(() -> (m, self) -> got.complete(m))
                        : AgentSpec.body(() -> mailbox -> got.complete(mailbox.receive()));
        AgentRef<int[]> agent = agents.spawn(spec);
        int[] page = {1};
        Iso<int[]> iso = Iso.of(page);

        agent.send(iso);

        assertThat(got.join()).isSameAs(page);
        assertThatExceptionOfType(IsoConsumedException.class).isThrownBy(() -> agent.send(iso));
        assertThatExceptionOfType(IsoConsumedException.class).isThrownBy(() -> agent.trySend(iso));
        agent.stop();
        end(agent);
        assertAccounted();
    }

    @Test
    @SuppressWarnings("NullAway") // the point of it
    void nullIsRefused() {
        AgentRef<Message> agent = agents.spawn(spec(Style.HANDLER));

        assertThatNullPointerException()
                .isThrownBy(() -> agent.send(null))
                .withMessageContaining("message");
        assertThatNullPointerException().isThrownBy(() -> agent.trySend(null));
        assertThatNullPointerException().isThrownBy(() -> agent.tell(null));
    }

    /** A holder of anything, whose class proves nothing. */
    private record Box(Object content) {}

    @Test
    void eachMessageIsProvedAlsoAfterOthersOfItsClass() {
        var got = new CompletableFuture<Object>();
        AgentRef<Object> agent =
                agents.spawn(
                        AgentSpec.<Object>handler(() ->
                                (message, self) -> {
                                    if (message instanceof String) {
                                        var _ = got.complete(message);
                                    }
                                }));

        agent.tell(1);
        agent.tell(2);
        agent.tell(new Box("immutable"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agent.tell(new Box(new StringBuilder("changeable"))))
                .withMessageContaining(".content");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agent.tell(new StringBuilder("changeable")));
        agent.tell("last");

        assertThat(got.join()).isEqualTo("last");
        assertThat(totals().sent()).isEqualTo(4);
    }

    // ---- mailboxes

    @ParameterizedTest
    @EnumSource
    void aFullMailboxRefusesWhoeverCannotWaitAndCountsIt(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).capacity(3));
        hold(agent, 0);

        assertThat(agent.trySend(Counter.add(1)).isAccepted()).isTrue();
        assertThat(agent.trySend(Counter.add(1)).isAccepted()).isTrue();
        assertThat(agent.trySend(Counter.add(1)).isAccepted()).isTrue();
        Iso<Message> kept = Iso.of(new Add(1));
        assertThat(agent.trySend(kept)).isEqualTo(SendResult.FULL);
        assertThat(kept.isConsumed()).isFalse();
        assertThat(agent.length()).isEqualTo(3);
        assertThat(totals().rejected()).isEqualTo(1);

        record.gates.getFirst().countDown();
        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(3);
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void pressureBeginsAtTheHighMarkAndEndsAtTheLowOne(Style style) throws Exception {
        agents.addListener(events::add);
        AgentRef<Message> agent =
                agents.spawn(
                        spec(style).mailbox(new MailboxSize(100, 10, 2, Overflow.BACK_PRESSURE)));
        hold(agent, 0);

        for (int i = 1; i < 10; i++) {
            assertThat(agent.trySend(Counter.add(1))).as("%d", i).isEqualTo(SendResult.ACCEPTED);
        }
        assertThat(agent.trySend(Counter.add(1))).isEqualTo(SendResult.PRESSED);
        assertThat(agents.snapshot().agents().getFirst().pressed()).isTrue();
        record.gates.getFirst().countDown();
        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(10);
        agent.stop();
        end(agent);

        assertThat(events)
                .filteredOn(e -> e instanceof AgentEvent.Pressure)
                .extracting(e -> ((AgentEvent.Pressure) e).pressed())
                .containsExactly(true, false);
    }

    @ParameterizedTest
    @EnumSource
    void aSenderThatCanWaitDoesSoUntilThereIsRoom(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).capacity(1));
        hold(agent, 0);
        agent.send(Counter.add(1));

        var waiting =
                scheduler.spawn(task -> {
                    agent.send(Counter.add(10));
                    return "sent";
                });
        Awaits.until(() -> waiting.reason().contains("room in the mailbox of " + agent.name()));
        record.gates.getFirst().countDown();

        assertThat(waiting.await().get()).isEqualTo("sent");
        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(11);
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void aSenderThatIsCancelledWhileItWaitsHasSentNothing(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).capacity(1));
        hold(agent, 0);
        agent.send(Counter.add(1));
        Iso<Message> kept = Iso.of(new Add(10));
        var waiting =
                scheduler.spawn(task -> {
                    agent.send(kept);
                    return "sent";
                });
        Awaits.until(() -> waiting.reason().contains("room in the mailbox"));

        waiting.cancel();
        waiting.await();
        record.gates.getFirst().countDown();

        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(1);
        assertThat(kept.isConsumed()).isFalse();
        assertThat(totals().rejected()).isEqualTo(1);
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void whereThePolicyIsToRejectSendersAreTold(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).capacity(1).overflow(Overflow.REJECT));
        hold(agent, 0);
        agent.send(Counter.add(1));

        assertThatExceptionOfType(MailboxFullException.class)
                .isThrownBy(() -> agent.send(Counter.add(1)))
                .withMessageContaining(agent.name())
                .withMessageContaining("1 messages");
        assertThat(totals().rejected()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void whereTheOldestMakesWayTheNewestAreHandledAndTheRestIsCounted(Style style)
            throws Exception {
        AgentRef<Message> agent =
                agents.spawn(spec(style).capacity(5).overflow(Overflow.DROP_OLDEST));
        hold(agent, 0);
        for (int i = 0; i < 10; i++) {
            agent.send(Counter.add(i));
        }
        assertThatExceptionOfType(MailboxFullException.class)
                .as("twice the capacity is the end")
                .isThrownBy(() -> agent.send(Counter.add(10)));

        record.gates.getFirst().countDown();
        agent.stop();
        end(agent);

        assertThat(record.added).containsExactly(5, 6, 7, 8, 9);
        assertThat(totals().overflowed()).isEqualTo(5);
        assertThat(agents.snapshot().deadLetters())
                .extracting(DeadLetter::reason)
                .containsOnly(DeadLetter.Reason.OVERFLOW);
        assertAccounted();
    }

    @Test
    void sizesOutOfRangeAreRefusedWithTheirName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MailboxSize.of(0))
                .withMessageContaining("capacity 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MailboxSize(10, 11, 1, Overflow.REJECT))
                .withMessageContaining("high mark 11");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MailboxSize(10, 5, 5, Overflow.REJECT))
                .withMessageContaining("low mark 5");
        assertThat(MailboxSize.of(1000)).isEqualTo(MailboxSize.DEFAULT);
        for (int capacity = 1; capacity < 50; capacity++) {
            assertThat(MailboxSize.of(capacity).capacity()).isEqualTo(capacity);
        }
    }

    // ---- asking

    @ParameterizedTest
    @EnumSource
    void aQuestionIsAnsweredByTaskAndThread(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        agent.tell(new Add(7));

        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(7);
        assertThat(agent.<Integer>askLater(Get::new, LONG).toCompletableFuture().join())
                .isEqualTo(7);
        assertThat(scheduler.<Integer>runBlocking(task -> agent.ask(Get::new, LONG))).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void aQuestionWithoutAnAnswerSaysWhy(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).named("desk"));

        assertThatExceptionOfType(AskException.class)
                .isThrownBy(() -> agent.<Integer>ask(Silent::new, SHORT))
                .withMessage("desk did not answer within PT0.02S")
                .extracting(AskException::reason)
                .isEqualTo(AskException.Reason.TIMED_OUT);
        assertThatExceptionOfType(AskException.class)
                .isThrownBy(() -> agent.<Integer>ask(AskFailing::new, LONG))
                .withMessageContaining("over a question")
                .extracting(AskException::reason)
                .isEqualTo(AskException.Reason.FAILED);
        agent.stop();
        end(agent);
        assertThatExceptionOfType(AskException.class)
                .isThrownBy(() -> agent.<Integer>ask(Get::new, LONG))
                .extracting(AskException::reason)
                .isEqualTo(AskException.Reason.STOPPED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agent.<Integer>ask(Get::new, Duration.ZERO))
                .withMessageContaining("PT0S");
    }

    @ParameterizedTest
    @EnumSource
    void aQuestionThatIsDroppedEndsAtOnce(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        hold(agent, 0);
        var answer = agent.<Integer>askLater(Get::new, LONG).toCompletableFuture();

        agent.stop(StopMode.DROP);
        record.gates.getFirst().countDown();

        assertThatExceptionOfType(java.util.concurrent.CompletionException.class)
                .isThrownBy(answer::join)
                .withCauseInstanceOf(AskException.class)
                .withMessageContaining("has ended");
    }

    @ParameterizedTest
    @EnumSource
    void whoeverWaitsForAnAnswerIsToldOfTheRuntimesEnd(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).named("desk"));
        var answer = agent.<Integer>askLater(Silent::new, LONG).toCompletableFuture();
        Awaits.until(() -> record.lines.contains("asked")); // and keeps the reply to itself

        var _ = agents.shutdown(LONG);

        assertThatExceptionOfType(java.util.concurrent.CompletionException.class)
                .isThrownBy(answer::join)
                .withCauseInstanceOf(AskException.class)
                .withMessageContaining("desk has not answered, and the agents' runtime is closed");
    }

    @Test
    void whoWouldWaitForHimselfIsTold() {
        var failures = new CompletableFuture<Throwable>();
        AgentSpec<Message> asksItself =
                AgentSpec.body(() ->
                        mailbox -> {
                            try {
                                mailbox.self().<Integer>ask(Get::new, LONG);
                            } catch (Throwable t) {
                                failures.complete(t);
                            }
                        });

        agents.spawn(asksItself.named("narcissus"));

        assertThat(failures.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("narcissus asks itself");
    }

    @Test
    void aHandlerThatWouldWaitIsTold() {
        AgentRef<Message> other = agents.spawn(spec(Style.HANDLER));
        var failures = new CompletableFuture<Throwable>();
        AgentSpec<Message> waits =
                AgentSpec.handler(() ->
                        (m, self) -> {
                            try {
                                other.<Integer>ask(Get::new, LONG);
                            } catch (Throwable t) {
                                failures.complete(t);
                            }
                        });

        agents.spawn(waits).tell(new Add(1));

        assertThat(failures.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a handler must not wait");
    }
}
