package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.mayfly.agents.Counter.Get;
import dev.mayfly.agents.Counter.Message;
import dev.mayfly.agents.Counter.Note;
import dev.mayfly.agents.Counter.Style;
import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.time.SystemClock;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What is wrong is said clearly or counted, and nobody hangs for it. */
class MisuseTests extends AgentFixture {

    private static <T> T none() {
        return new AtomicReference<T>().get();
    }

    /** One that does something in its first turn, in either style. */
    private static AgentSpec<Message> doing(Style style, Consumer<AgentContext<Message>> deed) {
        return style == Style.HANDLER
                ? AgentSpec.handler(() -> (m, self) -> deed.accept(self))
                : AgentSpec.body(() ->
                        mailbox -> {
                            mailbox.receive();
                            deed.accept(mailbox);
                            mailbox.receive();
                        });
    }

    // ---- questions to oneself

    @ParameterizedTest
    @EnumSource
    void anAgentThatWaitsForItsOwnAnswerIsTold(Style style) {
        var failure = new CompletableFuture<Throwable>();
        AgentSpec<Message> asks =
                doing(
                        style,
                        self -> {
                            try {
                                self.self().<Integer>ask(Get::new, LONG);
                            } catch (Exception e) {
                                failure.complete(e);
                            }
                        });

        agents.spawn(asks.named("narcissus")).send(Counter.add(1));

        assertThat(failure.join())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "narcissus asks itself and would wait for itself for ever; call its"
                                + " method");
        assertThat(totals().sent()).as("the question was not sent").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anAgentMayAskItselfByItsContext(Style style) {
        AgentSpec<Message> spec =
                Counter.spec(
                        style,
                        () ->
                                new Counter(record) {
                                    @Override
                                    public void onStart(AgentContext<Message> self) {
                                        self.<Message, Integer>ask(
                                                self.self(), Get::new, LONG, noting());
                                    }
                                });

        agents.spawn(spec);

        Awaits.until(() -> record.lines.contains("answer 0"));
    }

    private static AgentContext.Outcome<Integer, Val<Message>> noting() {
        return new AgentContext.Outcome<>() {
            @Override
            public Val<Message> answered(Integer answer) {
                return Val.of(new Note("answer " + answer));
            }

            @Override
            public Val<Message> failed(AskException failure) {
                return Val.of(new Note("failure " + failure.reason()));
            }
        };
    }

    // ---- null

    @ParameterizedTest
    @EnumSource
    void nullToOneselfIsRefused(Style style) {
        var failure = new CompletableFuture<Throwable>();
        AgentSpec<Message> spec =
                doing(
                        style,
                        self -> {
                            try {
                                var _ = self.after(SHORT, none());
                            } catch (NullPointerException e) {
                                failure.complete(e);
                            }
                        });

        agents.spawn(spec).send(Counter.add(1));

        assertThat(failure.join()).hasMessage("the message is null");
    }

    @ParameterizedTest
    @EnumSource
    void aNoticeThatIsNullIsAFailureThatIsTold(Style style) {
        agents.addListener(events::add);
        AgentRef<Message> watched = agents.spawn(spec(style));
        AgentRef<Message> watcher =
                agents.spawn(doing(style, self -> self.watch(watched, end -> none())));
        watcher.send(Counter.add(1));
        watched.stop();

        Awaits.until(() -> events.stream().anyMatch(AgentEvent.Failed.class::isInstance));
        assertThat(events)
                .filteredOn(AgentEvent.Failed.class::isInstance)
                .singleElement()
                .satisfies(event -> {
                    var failed = (AgentEvent.Failed) event;
                    assertThat(failed.agent()).isSameAs(watcher);
                    assertThat(failed.cause()).hasMessage("the message is null");
                    assertThat(failed.action()).isEqualTo(AgentEvent.Action.NONE);
                });
    }

    private record Question(ReplyTo<String> replyTo) {}

    @Test
    void anAnswerThatIsNullFailsTheQuestion() {
        AgentRef<Question> agent =
                agents.spawn(AgentSpec.handler(() -> (m, self) -> m.replyTo().tell(none())));

        assertThatExceptionOfType(AskException.class)
                .isThrownBy(() -> agent.ask(Question::new, LONG))
                .withMessageContaining("a Val needs a content")
                .extracting(AskException::reason)
                .isEqualTo(AskException.Reason.FAILED);
        Awaits.until(() -> totals().failed() == 1); // counted after whoever asked was told
    }

    @Test
    void anAgentWithoutAHandlerOrANameIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> agents.spawn(none()));
        AgentRef<Message> empty = agents.spawn(AgentSpec.handler(MisuseTests::none));

        assertThat(end(empty).cause()).hasMessage("the handler is null");
    }

    // ---- handlers that block

    @Test
    void aHandlerThatBlocksHoldsUpNobodyElse() throws Exception {
        AgentRef<Message> blocked = agents.spawn(spec(Style.HANDLER));
        AgentRef<Message> other = agents.spawn(spec(Style.HANDLER));
        hold(blocked, 0);

        assertThat(other.<Integer>ask(Get::new, LONG)).isZero();

        record.gates.getFirst().countDown();
        assertThat(blocked.<Integer>ask(Get::new, LONG)).isZero();
    }

    private static final CarrierSettings ONE_CARRIER =
            new CarrierSettings(
                    1,
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    1,
                    MovingAverageForecast::new,
                    new SystemClock());

    /** Of owned carriers only, for which the portable run's JVM has no option. */
    @Test
    @Tag("either-mode")
    void aHandlerThatBlocksTheOnlyCarrierIsNamedAndReplaced() throws Exception {
        var told = new CompletableFuture<KernelEvent.CarrierHeld>();
        var gate = new CountDownLatch(1);
        try (Scheduler small =
                        Scheduler.builder()
                                .engine(
                                        SchedulerBuilder.COROUTINE,
                                        name ->
                                                new CoroutineEngine(
                                                        name, CoroutineMode.OWNED, ONE_CARRIER))
                                .queue("default")
                                .listener(event -> tell(event, told))
                                .build();
                AgentRuntime runtime = AgentRuntime.on(small)) {
            AgentRef<String> blocker = runtime.spawn("blocker", () -> (m, self) -> gate.await());
            AgentRef<Question> other =
                    runtime.spawn("other", () -> (m, self) -> m.replyTo().tell("here"));
            blocker.tell("block");

            assertThat(told.join().task()).contains("blocker");
            assertThat(told.join().stack())
                    .extracting(StackTraceElement::getClassName)
                    .contains(CountDownLatch.class.getName());
            assertThat(other.<String>ask(Question::new, LONG)).isEqualTo("here");
        } finally {
            gate.countDown();
        }
    }

    private static void tell(KernelEvent event, CompletableFuture<KernelEvent.CarrierHeld> told) {
        if (event instanceof KernelEvent.CarrierHeld held) {
            told.complete(held);
        }
    }
}
