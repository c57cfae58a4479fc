package dev.mayfly.spring.boot.autoconfigure.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.MailboxFullException;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.capability.Iso;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.boot.autoconfigure.Conditions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What docs/agents.md shows outside of Spring. */
@Timeout(60)
class AgentsGuideTests {

    sealed interface DeskMessage {}

    record Place(String symbol, int amount) implements DeskMessage {}

    record CountOpen(ReplyTo<Integer> replyTo) implements DeskMessage {}

    static final class Desk implements AgentHandler<DeskMessage> {
        private final List<Place> open = new ArrayList<>();

        @Override
        public void onMessage(DeskMessage message, AgentContext<DeskMessage> self) {
            switch (message) {
                case Place order -> open.add(order);
                case CountOpen(var replyTo) -> replyTo.tell(open.size());
            }
        }
    }

    private final SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Scheduler scheduler =
            Scheduler.builder().clock(clock).queue(Scheduler.DEFAULT_QUEUE).build();
    private final AgentRuntime agents = AgentRuntime.on(scheduler);

    @AfterEach
    void close() throws InterruptedException {
        var _ = agents.shutdown(Duration.ZERO);
        var _ = scheduler.shutdown(Duration.ZERO);
    }

    @Test
    void aFirstAgent() throws Exception {
        AgentRef<DeskMessage> desk = agents.spawn("desk", Desk::new);
        desk.tell(new Place("MAY", 100));
        int open = desk.ask(CountOpen::new, Duration.ofSeconds(1));
        assertThat(open).isEqualTo(1);
        assertThat(desk.askLater(CountOpen::new, Duration.ofSeconds(1)).toCompletableFuture().get())
                .isEqualTo(1);
    }

    @Test
    void aBodyTakesMessagesInALoopAndFirstGetsWhatIsLeft() throws Exception {
        List<Place> saved = new CopyOnWriteArrayList<>();
        AgentBody<Place> archive =
                mailbox -> {
                    while (true) {
                        Place order = mailbox.receive();
                        saved.add(order);
                    }
                };
        AgentRef<Place> ref = agents.spawn(AgentSpec.body(() -> archive).named("archive"));
        ref.tell(new Place("MAY", 1));
        ref.tell(new Place("MAY", 2));
        ref.stop();
        ref.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(saved).hasSize(2);
    }

    private AgentRef<Place> idle(Overflow overflow) {
        AgentBody<Place> body = mailbox -> mailbox.task().awaitSignal("never");
        return agents.spawn(AgentSpec.body(() -> body).capacity(10).overflow(overflow));
    }

    @Test
    void aMailboxIsPressedFromFourFifthsAndThenFull() {
        AgentRef<Place> idle = idle(Overflow.REJECT);
        Val<Place> order = Val.of(new Place("MAY", 1));
        for (int i = 0; i < 7; i++) {
            assertThat(idle.trySend(order)).isEqualTo(SendResult.ACCEPTED);
        }
        for (int i = 7; i < 10; i++) {
            assertThat(idle.trySend(order)).isEqualTo(SendResult.PRESSED);
        }
        assertThat(idle.trySend(order)).isEqualTo(SendResult.FULL);
        assertThatThrownBy(() -> idle.send(order)).isInstanceOf(MailboxFullException.class);
    }

    @Test
    void aQuestionThatIsNotAnsweredSaysWhy() throws Exception {
        AgentRef<DeskMessage> desk = agents.spawn("desk", Desk::new);
        desk.stop(StopMode.DROP);
        desk.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThatThrownBy(() -> desk.ask(CountOpen::new, Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        AskException.class,
                        e -> assertThat(e.reason()).isEqualTo(AskException.Reason.STOPPED));
    }

    record Write(ByteBuffer page, ReplyTo<Integer> replyTo) {}

    @Test
    void aQuestionCarriesWhatCanBeChanged() throws Exception {
        AgentRef<Write> writer =
                agents.spawn("writer", () -> (m, self) -> m.replyTo().tell(m.page().remaining()));
        Iso<ByteBuffer> page = Iso.of(ByteBuffer.allocate(4096));
        int bytes = writer.ask(page, Write::new, Duration.ofSeconds(1));
        assertThat(bytes).isEqualTo(4096);
        assertThat(page.isConsumed()).isTrue();
    }

    @Test
    void theEndOfAgentsCanBeAwaited() throws Exception {
        AgentRef<DeskMessage> desk = agents.spawn("desk", Desk::new);
        AgentRef<DeskMessage> archive = agents.spawn("archive", Desk::new);
        assertThat(agents.awaitEnd(Duration.ZERO, desk, archive)).isFalse();
        desk.stop();
        archive.stop();
        boolean ended = agents.awaitEnd(Duration.ofSeconds(10), desk, archive);
        assertThat(ended).isTrue();
    }

    record Gone(String name) {}

    @Test
    void anEndCanBeWatchedAndAMessageSentLater() {
        AgentRef<DeskMessage> desk = agents.spawn("desk", Desk::new);
        List<String> heard = new CopyOnWriteArrayList<>();
        AgentHandler<Gone> watcher =
                new AgentHandler<>() {
                    @Override
                    public void onStart(AgentContext<Gone> self) {
                        self.watch(desk, end -> Val.of(new Gone(end.agent().name())));
                        var _ = self.after(Duration.ofSeconds(5), Val.of(new Gone("time")));
                        heard.add("started");
                    }

                    @Override
                    public void onMessage(Gone gone, AgentContext<Gone> self) {
                        heard.add(gone.name());
                    }
                };
        var _ = agents.spawn("watcher", () -> watcher);
        Conditions.await(() -> heard.contains("started"));
        desk.stop();
        Conditions.await(() -> heard.contains("desk"));
        clock.advance(Duration.ofMillis(4_999));
        assertThat(heard).doesNotContain("time");
        clock.advance(Duration.ofMillis(1));
        Conditions.await(() -> heard.contains("time"));
    }

    @Test
    void sumsAreExactOnceNobodySends() throws Exception {
        AgentRef<DeskMessage> desk = agents.spawn("desk", Desk::new);
        AgentRef<Place> full = idle(Overflow.REJECT);
        for (int i = 0; i < 12; i++) {
            desk.tell(new Place("MAY", i));
            var _ = full.trySend(Val.of(new Place("MAY", i)));
        }
        desk.stop();
        desk.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
        desk.tell(new Place("MAY", 0));
        var totals = agents.snapshot().totals();
        long waiting = 10;
        assertThat(totals.sent())
                .isEqualTo(25)
                .isEqualTo(totals.handled() + totals.deadLetters() + totals.rejected() + waiting);
    }
}
