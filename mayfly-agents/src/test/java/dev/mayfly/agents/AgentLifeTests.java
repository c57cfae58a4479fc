package dev.mayfly.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.mayfly.agents.Counter.Add;
import dev.mayfly.agents.Counter.Fail;
import dev.mayfly.agents.Counter.Get;
import dev.mayfly.agents.Counter.Message;
import dev.mayfly.agents.Counter.Note;
import dev.mayfly.agents.Counter.Style;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.kernel.supervise.RestartIntensity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What holds of lives: ends, failures, families, whichever way agents are written. */
class AgentLifeTests extends AgentFixture {

    // ---- names and ends

    @ParameterizedTest
    @EnumSource
    void aNameIsFreeAgainAfterTheEnd(Style style) {
        AgentRef<Message> agent = agents.spawn(spec(style).named("desk"));
        assertThat(agents.find("desk")).containsSame(agent);
        assertThat(agents.find(agent.id())).containsSame(agent);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> agents.spawn(spec(style).named("desk")))
                .withMessageContaining("\"desk\"");

        agent.stop();
        end(agent);

        assertThat(agents.find("desk")).isEmpty();
        assertThat(agents.find(agent.id())).isEmpty();
        assertThat(agents.spawn(spec(style).named("desk")).id()).isNotEqualTo(agent.id());
    }

    @ParameterizedTest
    @EnumSource
    void drainedItHandlesWhatItHas(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        hold(agent, 0);
        for (int i = 0; i < 200; i++) {
            agent.send(Counter.add(i));
        }

        agent.stop();
        assertThat(agent.isStopped()).isTrue();
        assertThat(agent.trySend(Counter.add(1))).isEqualTo(SendResult.STOPPED);
        record.gates.getFirst().countDown();

        assertThat(end(agent).reason()).isEqualTo(Termination.Reason.STOPPED);
        assertThat(record.added).hasSize(200);
        assertThat(record.lines).containsExactly("started", "stopped");
        assertThat(totals().stopped()).isEqualTo(1);
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void droppedItLeavesDeadLetters(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        hold(agent, 0);
        for (int i = 0; i < 200; i++) {
            agent.send(Counter.add(i));
        }

        agent.stop(StopMode.DROP);
        record.gates.getFirst().countDown();
        end(agent);

        assertThat(record.added).isEmpty();
        assertThat(totals().dropped()).isEqualTo(200);
        assertThat(agents.snapshot().deadLetters()).hasSize(100);
        assertThat(agents.snapshot().deadLetters().getFirst().toString())
                .isEqualTo("Add to " + agent.name() + ": dropped");
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentToOneThatHasEndedIsADeadLetter(Style style) {
        AgentRef<Message> agent = agents.spawn(spec(style));
        agent.stop();
        end(agent);

        agent.send(Counter.add(1));
        agent.tell(new Add(2));
        agent.stop(StopMode.DROP);

        assertThat(totals().stopped()).isEqualTo(2);
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void aWatcherGetsAMessageAlsoOfAnEndThatWasBefore(Style style) {
        AgentRef<Message> watched = agents.spawn(spec(style));
        AgentSpec<Message> watching =
                AgentSpec.handler(() ->
                        (m, self) -> {
                            if (m instanceof Note(String text)) {
                                record.lines.add(text);
                            } else {
                                self.watch(watched, e -> Val.of(new Note("gone")));
                            }
                        });
        AgentRef<Message> watcher = agents.spawn(watching);
        watcher.send(Counter.add(1));
        watched.stop();
        Awaits.until(() -> record.lines.contains("gone"));

        watcher.send(Counter.add(1));

        Awaits.until(() -> record.lines.stream().filter("gone"::equals).count() == 2);
    }

    @Test
    void aBodyThatReturnsEndsItsAgent() {
        AgentRef<Message> agent = agents.spawn(AgentSpec.body(() -> mailbox -> {}));

        assertThat(end(agent).reason()).isEqualTo(Termination.Reason.RETURNED);
    }

    // ---- failures

    @ParameterizedTest
    @EnumSource
    void aFailureBeginsItAnewAndTheNextMessageIsHandled(Style style) throws Exception {
        agents.addListener(events::add);
        AgentRef<Message> agent = agents.spawn(spec(style));
        agent.tell(new Add(5));
        agent.tell(new Fail("once"));
        agent.tell(new Add(1));

        assertThat(agent.<Integer>ask(Get::new, LONG)).as("a new state").isEqualTo(1);
        var picture = agents.snapshot().agents().getFirst();
        assertThat(picture.restarts()).isEqualTo(1);
        assertThat(picture.failures()).isEqualTo(1);
        assertThat(totals().failed()).isEqualTo(1);
        assertThat(events)
                .filteredOn(e -> e instanceof AgentEvent.Failed)
                .singleElement()
                .satisfies(e -> {
                    var failed = (AgentEvent.Failed) e;
                    assertThat(failed.action()).isEqualTo(AgentEvent.Action.RESTARTS);
                    assertThat(failed.cause()).hasMessage("once");
                });
    }

    @ParameterizedTest
    @EnumSource
    void oneThatFailsTooOftenEndsAndSaysWhy(Style style) {
        AgentRef<Message> agent =
                agents.spawn(spec(style).intensity(new RestartIntensity(2, Duration.ofMinutes(5))));
        for (int i = 0; i < 3; i++) {
            agent.tell(new Fail("failure " + i));
        }

        Termination end = end(agent);

        assertThat(end.reason()).isEqualTo(Termination.Reason.FAILED);
        assertThat(end.cause()).hasMessage("failure 2");
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void oneThatIsToStopAtAFailureLeavesTheRestAsDeadLetters(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style).onFailure(OnFailure.STOP));
        hold(agent, 0);
        agent.tell(new Fail("at once"));
        agent.tell(new Add(1));
        record.gates.getFirst().countDown();

        assertThat(end(agent).reason()).isEqualTo(Termination.Reason.FAILED);
        assertThat(record.added).isEmpty();
        Awaits.until(() -> totals().deadLetters() == 1);
        assertAccounted();
    }

    @Test
    void aHandlerThatResumesKeepsItsState() throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(Style.HANDLER).onFailure(OnFailure.RESUME));
        agent.tell(new Add(5));
        agent.tell(new Fail("never mind"));
        agent.tell(new Add(1));

        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(6);
        assertThat(record.lines).containsExactly("started");
    }

    @ParameterizedTest
    @EnumSource
    void oneThatCannotBeginEnds(Style style) {
        AgentRef<Message> agent =
                agents.spawn(
                        Counter.spec(
                                style,
                                () -> {
                                    throw new IllegalStateException("no database");
                                }));

        assertThat(end(agent).cause()).hasMessage("no database");
    }

    // ---- families

    private AgentSpec<Message> parent(Style own, Style childStyle, OnFailure childRule) {
        return AgentSpec.<Message>body(() ->
                        mailbox -> {
                            record.lines.add("parent begins");
                            mailbox.spawn(spec(childStyle).onFailure(childRule).named("child"));
                            try {
                                while (true) {
                                    mailbox.receive();
                                }
                            } finally {
                                record.lines.add("parent ends");
                            }
                        })
                .named("parent " + own);
    }

    @ParameterizedTest
    @EnumSource
    void childrenEndBeforeTheirParent(Style style) {
        var lines = record.lines;
        AgentSpec<Message> spec =
                AgentSpec.handler(() ->
                        new Counter(record) {
                            @Override
                            public void onStart(
                                    dev.mayfly.agents.agent.AgentContext<Message> self) {
                                self.spawn(AgentLifeTests.this.spec(style).named("child"));
                            }

                            @Override
                            public void onStop(dev.mayfly.agents.agent.AgentContext<Message> self) {
                                lines.add("parent stopped");
                            }
                        });
        AgentRef<Message> agent = agents.spawn(spec);
        Awaits.until(() -> agents.find("child").isPresent() && lines.contains("started"));
        assertThat(agents.snapshot().agents())
                .filteredOn(a -> a.name().equals("child"))
                .extracting(a -> a.parent())
                .containsExactly(agent.name());

        agent.stop();
        end(agent);

        assertThat(lines).containsExactly("started", "stopped", "parent stopped");
        assertThat(agents.find("child")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aChildsFailureCanBeItsParents(Style style) {
        AgentRef<Message> agent = agents.spawn(parent(style, style, OnFailure.ESCALATE));
        Awaits.until(() -> agents.find("child").isPresent());

        child().tell(new Fail("up"));

        Awaits.until(() -> record.lines.stream().filter("parent begins"::equals).count() == 2);
        Awaits.until(() -> agents.find("child").isPresent());
        assertThat(agent.isStopped()).isFalse();
        assertThat(child().isStopped()).isFalse();
    }

    @SuppressWarnings("unchecked") // the test has spawned it
    private AgentRef<Message> child() {
        return (AgentRef<Message>) agents.find("child").orElseThrow();
    }

    @Test
    void aSupervisorOfTheKernelCanHaveAgentsAsChildren() throws Exception {
        var supervisor =
                scheduler.supervise(
                        "desks",
                        s -> s.child(agents.child("desk", spec(Style.HANDLER).named("child"))));
        long first = child().id();

        child().tell(new Fail("begin anew"));

        Awaits.until(() -> agents.find("child").map(c -> c.id() != first).orElse(false));
        supervisor.terminateChild("desk");
        Awaits.until(() -> agents.find("child").isEmpty());
    }

    // ---- time

    @ParameterizedTest
    @EnumSource
    void aMessageToItselfComesLaterUnlessTakenBack(Style style) {
        AgentSpec<Message> spec =
                AgentSpec.handler(() ->
                        (m, self) -> {
                            if (m instanceof Note(String text)) {
                                record.lines.add(text);
                            } else {
                                self.after(LONG, Val.of(new Note("never"))).run();
                                self.after(SHORT, Val.of(new Note("later")));
                            }
                        });
        agents.spawn(spec).tell(new Add(1));

        Awaits.until(() -> record.lines.contains("later"));
        assertThat(record.lines).containsExactly("later");
    }

    // ---- the runtime

    @ParameterizedTest
    @EnumSource
    void aShutdownDrainsAndThenRefuses(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        for (int i = 0; i < 100; i++) {
            agent.send(Counter.add(1));
        }

        assertThat(agents.shutdown(LONG)).isTrue();

        assertThat(record.added).hasSize(100);
        assertThat(agents.snapshot().agents()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> agents.spawn(spec(style)));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheSchedulerAbandonsIsAccountedFor(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        agent.<Integer>ask(Get::new, LONG);

        scheduler.shutdown(SHORT);
        agent.send(Counter.add(1));

        assertThat(end(agent).reason()).isEqualTo(Termination.Reason.ABANDONED);
        assertAccounted();
    }

    @ParameterizedTest
    @EnumSource
    void anIdleOneHearsThatItsSchedulerIsGone(Style style) throws Exception {
        AgentRef<Message> agent = agents.spawn(spec(style));
        agent.<Integer>ask(Get::new, LONG);

        scheduler.shutdown(SHORT);

        assertThat(end(agent).reason()).isEqualTo(Termination.Reason.ABANDONED);
        assertThat(agents.shutdown(LONG)).isTrue();
    }

    @Test
    void aListenerThatThrowsIsCountedAndHarmsNobody() throws Exception {
        agents.addListener(e -> {
            throw new IllegalStateException("mine");
        });
        AgentRef<Message> agent = agents.spawn(spec(Style.HANDLER));
        agent.tell(new Fail("one"));
        agent.tell(new Add(1));

        assertThat(agent.<Integer>ask(Get::new, LONG)).isEqualTo(1);
        assertThat(agents.snapshot().listenerFailures()).isPositive();
    }

    @Test
    void messagesAreStampedInTheOrderTheyWereSent() {
        var stamps = new CompletableFuture<List<java.time.Instant>>();
        java.time.Instant before = scheduler.clock().wallTime().minusMillis(2);
        AgentRef<Message> agent =
                agents.spawn(
                        AgentSpec.body(() ->
                                mailbox -> {
                                    mailbox.receive();
                                    var first = mailbox.sentAt();
                                    mailbox.receive();
                                    stamps.complete(List.of(first, mailbox.sentAt()));
                                }));
        agent.send(Counter.add(1));
        agent.send(Counter.add(2));

        List<java.time.Instant> seen = stamps.join();
        assertThat(seen.getFirst()).isAfterOrEqualTo(before).isBeforeOrEqualTo(seen.getLast());
        assertThat(seen.getLast()).isBefore(scheduler.clock().wallTime().plusMillis(2));
    }
}
