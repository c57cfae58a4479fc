package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.mayfly.agents.Counter.Add;
import dev.mayfly.agents.Counter.Get;
import dev.mayfly.agents.Counter.Message;
import dev.mayfly.agents.Counter.Style;
import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.MailboxFullException;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.IsoConsumedException;
import dev.mayfly.agents.capability.Val;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.CompletableFuture;

/** Questions that carry something which can be changed. */
class AskCarryingTests extends AgentFixture {

    /** The page is the agent's once it has come; it is answered with what was on it. */
    private record Write(int[] page, ReplyTo<Integer> replyTo) {}

    private final CompletableFuture<int[]> written = new CompletableFuture<>();

    private AgentRef<Write> writer(Style style) {
        return agents.spawn(
                style == Style.HANDLER
                        ? AgentSpec.<Write>handler(() -> (m, self) -> write(m))
                        : AgentSpec.<Write>body(() ->
                                mailbox -> {
                                    while (true) {
                                        write(mailbox.receive());
                                    }
                                }));
    }

    private void write(Write message) {
        written.complete(message.page());
        if (message.page()[0] < 0) {
            throw new IllegalStateException("a page below zero");
        }
        if (message.page()[0] > 0) {
            message.replyTo().tell(message.page()[0]);
        }
    }

    private static Iso<int[]> page(int content) {
        return Iso.of(new int[] {content});
    }

    @ParameterizedTest
    @EnumSource
    void anIsoIsCarriedWithoutACopyAndUsedUp(Style style) throws Exception {
        AgentRef<Write> writer = writer(style);
        int[] content = {7};
        Iso<int[]> page = Iso.of(content);

        int answer = writer.ask(page, Write::new, LONG);

        assertThat(answer).isEqualTo(7);
        assertThat(written.join()).isSameAs(content);
        assertThat(page.isConsumed()).isTrue();
        int later =
                writer.<int[], Integer>askLater(page(8), Write::new, LONG)
                        .toCompletableFuture()
                        .join();
        assertThat(later).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource
    void anIsoThatWasUsedUpIsRefusedAndCounted(Style style) {
        AgentRef<Write> writer = writer(style);
        Iso<int[]> page = page(7);
        int[] taken = page.take();

        assertThatExceptionOfType(IsoConsumedException.class)
                .isThrownBy(() -> writer.ask(page, Write::new, LONG));
        assertThatExceptionOfType(IsoConsumedException.class)
                .isThrownBy(() -> writer.askLater(page, Write::new, LONG));
        writer.stop();
        end(writer);

        assertThat(taken).containsExactly(7);
        assertThat(totals().rejected()).isEqualTo(2);
        assertThat(totals().handled()).isZero();
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void whereNoAnswerComesTheIsoIsGoneAllTheSame(Style style) {
        AgentRef<Write> writer = writer(style);
        Iso<int[]> unanswered = page(0);
        Iso<int[]> failing = page(-1);

        assertThatExceptionOfType(AskException.class)
                .isThrownBy(() -> writer.ask(unanswered, Write::new, SHORT))
                .extracting(AskException::reason)
                .isEqualTo(AskException.Reason.TIMED_OUT);
        assertThatExceptionOfType(AskException.class)
                .isThrownBy(() -> writer.ask(failing, Write::new, LONG))
                .extracting(AskException::reason)
                .isEqualTo(AskException.Reason.FAILED);
        writer.stop();
        end(writer);
        Iso<int[]> late = page(7);
        assertThatExceptionOfType(AskException.class)
                .isThrownBy(() -> writer.ask(late, Write::new, LONG))
                .extracting(AskException::reason)
                .isEqualTo(AskException.Reason.STOPPED);

        assertThat(unanswered.isConsumed()).isTrue();
        assertThat(failing.isConsumed()).isTrue();
        assertThat(late.isConsumed()).as("a dead letter has it").isTrue();
        assertAccounted();
    }

    private static Message carried(Integer n, ReplyTo<Integer> replyTo) {
        assertThat(n).isNotNull();
        return new Get(replyTo);
    }

    @ParameterizedTest
    @EnumSource
    void whereThereIsNoRoomTheAskerHasItStill(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).capacity(1).overflow(Overflow.REJECT));
        hold(agent, 0);
        agent.send(Counter.add(1));
        Iso<Integer> kept = Iso.of(1);

        assertThatExceptionOfType(MailboxFullException.class)
                .isThrownBy(() -> agent.ask(kept, AskCarryingTests::carried, LONG));
        assertThat(agent.askLater(kept, AskCarryingTests::carried, LONG).toCompletableFuture())
                .isCompletedExceptionally();

        assertThat(kept.isConsumed()).isFalse();
        assertThat(totals().rejected()).isEqualTo(2);
        record.gates.getFirst().countDown();
    }

    @ParameterizedTest
    @EnumSource
    void anIsoThatIsUsedUpWhileItsSenderWaitsIsCountedOnce(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).capacity(1));
        hold(agent, 0);
        agent.send(Counter.add(1));
        Iso<Message> page = Iso.of(new Add(10));
        var waiting =
                scheduler.spawn(task -> {
                    assertThatExceptionOfType(IsoConsumedException.class)
                            .isThrownBy(() -> agent.send(page));
                    return "refused";
                });
        Awaits.until(() -> waiting.reason().contains("room in the mailbox"));

        assertThat(page.take()).isEqualTo(new Add(10));
        record.gates.getFirst().countDown();

        assertThat(waiting.await().get()).isEqualTo("refused");
        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(1);
        assertThat(totals().rejected()).isEqualTo(1);
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void theQuestionItselfMustBringNothingThatCanBeChanged(Style style) {
        AgentRef<Write> writer = writer(style);
        int[] shared = {7};

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        writer.<int[], Integer>ask(
                                page(1), (page, to) -> new Write(shared, to), LONG))
                .withMessageContaining("int[], which can be changed");
        assertThat(totals().sent()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway") // the point of it
    void nullIsRefused() {
        AgentRef<Write> writer = writer(Style.HANDLER);

        assertThatNullPointerException()
                .isThrownBy(() -> writer.ask((Iso<int[]>) null, Write::new, LONG))
                .withMessageContaining("carries");
        assertThatNullPointerException()
                .isThrownBy(() -> writer.<Integer>ask(to -> null, LONG))
                .withMessageContaining("question");
    }

    @Test
    void anAgentGetsTheAnswerAsAMessage() {
        AgentRef<Write> writer = writer(Style.HANDLER);
        var heard = new CompletableFuture<Integer>();
        AgentSpec<Integer> asker =
                AgentSpec.handler(() ->
                        (m, self) -> {
                            if (m == 0) {
                                self.ask(writer, page(9), Write::new, LONG, outcome());
                            } else {
                                heard.complete(m);
                            }
                        });

        agents.spawn(asker).tell(0);

        assertThat(heard.join()).isEqualTo(9);
    }

    private static AgentContext.Outcome<Integer, Val<Integer>> outcome() {
        return new AgentContext.Outcome<>() {
            @Override
            public Val<Integer> answered(Integer answer) {
                return Val.of(answer);
            }

            @Override
            public Val<Integer> failed(AskException failure) {
                return Val.of(-1);
            }
        };
    }
}
