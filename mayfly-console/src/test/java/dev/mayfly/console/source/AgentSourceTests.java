package dev.mayfly.console.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.primitive.lease.Lease;
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.agents.primitive.quorum.Quorum;
import dev.mayfly.agents.primitive.quorum.QuorumResult;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.console.view.AgentList;
import dev.mayfly.console.view.Figure;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class AgentSourceTests {

    private static final String SECRET = "hunter2";
    private static final Duration HOUR = Duration.ofHours(1);

    /** What is sent here. */
    record Note(String text) {}

    private final Scheduler scheduler = Scheduler.builder().queue(Scheduler.DEFAULT_QUEUE).build();
    private final Jobs jobs = Jobs.builder(scheduler).build();
    private final AgentRuntime runtime = AgentRuntime.on(scheduler);
    private final Pulse pulse = new Pulse(scheduler, jobs);

    @AfterEach
    void close() throws InterruptedException {
        var _ = runtime.shutdown(Duration.ZERO);
        var _ = scheduler.shutdown(Duration.ZERO);
        pulse.close();
        jobs.close();
    }

    private AgentSource source(@Nullable AgentRuntime agents) {
        return new AgentSource(
                new ConsoleSources(
                        scheduler,
                        jobs,
                        agents,
                        null,
                        new RunRecorder(scheduler),
                        pulse,
                        new DemoJob(scheduler, jobs),
                        new AuditTrail(entry -> {}),
                        Clock.systemUTC(),
                        false,
                        TraceLink.NONE));
    }

    private static <T> T model(AgentSource source, String id, Class<T> type) {
        return source.fragments().stream()
                .filter(fragment -> fragment.id().equals(id))
                .map(Fragment::model)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    private AgentRef<Note> handler(String name) {
        AgentHandler<Note> handler = (message, self) -> {};
        return runtime.spawn(name, () -> handler);
    }

    /** Takes nothing out of its mailbox. */
    private AgentRef<Note> idle(String name, int capacity) {
        CompletableFuture<String> begun = new CompletableFuture<>();
        AgentBody<Note> body =
                mailbox -> {
                    begun.complete(name);
                    mailbox.task().awaitSignal("never");
                };
        AgentRef<Note> agent =
                runtime.spawn(
                        AgentSpec.body(() -> body)
                                .named(name)
                                .capacity(capacity)
                                .overflow(Overflow.REJECT));
        assertThat(begun.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(name);
        return agent;
    }

    private static void end(AgentRef<?> agent) throws Exception {
        agent.stop(StopMode.DRAIN);
        agent.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aShareOfAProcessorIsInPercentAndLeftOutWhereNobodyCanTell() {
        assertThat(AgentRows.cpuShare(OptionalDouble.empty())).isEmpty();
        assertThat(AgentRows.cpuShare(OptionalDouble.of(0))).isEqualTo("under 0.1 % CPU");
        assertThat(AgentRows.cpuShare(OptionalDouble.of(0.034))).isEqualTo("3.4 % CPU");
        assertThat(AgentRows.cpuShare(OptionalDouble.of(1.254))).isEqualTo("125 % CPU");
    }

    @Test
    void whoHoldsALeaseAndWhoWaitsForItIsShown() {
        AgentList.Leases none = model(source(null), "leases", AgentList.Leases.class);
        assertThat(none.leases()).isEmpty();
        LeaseTable leases = runtime.leases();
        try (Lease held = Objects.requireNonNull(leases.tryAcquire("ledger", HOUR))) {
            TaskHandle<Long> waiter =
                    scheduler.submit(
                            Scheduler.DEFAULT_QUEUE,
                            TaskOptions.named("auditor"),
                            task -> leases.acquire("ledger", HOUR).token());
            Await.until(
                    "the task waits",
                    () ->
                            model(source(runtime), "waits", AgentList.Waits.class).waits().stream()
                                    .anyMatch(wait -> wait.what().equals("lease ledger")));
            AgentList.Wait wait =
                    model(source(runtime), "waits", AgentList.Waits.class).waits().getFirst();
            assertThat(wait.who()).isEqualTo("auditor");
            assertThat(wait.count()).isEqualTo("1");
            AgentList.Lease lease =
                    model(source(runtime), "leases", AgentList.Leases.class).leases().getFirst();
            assertThat(lease.holder()).isEqualTo(Thread.currentThread().getName());
            assertThat(lease.token()).isEqualTo(Long.toString(held.token()));
            assertThat(lease.waiters()).isNotEmpty();
            assertThat(held.release()).isTrue();
            Await.until("it has it", waiter::isDone);
        }
    }

    @Test
    void whoIsAskedAndWhoWaitsForItsAgreementIsShown() {
        assertThat(model(source(null), "quorums", AgentList.Quorums.class).quorums()).isEmpty();
        CompletableFuture<Boolean> open = new CompletableFuture<>();
        List<Voter<String, Boolean>> officers = officers(open);
        Quorum<String, Boolean> risk =
                runtime.quorum(officers, Threshold.majority(11)).named("risk");
        TaskHandle<QuorumResult<Boolean>> asker =
                scheduler.submit(
                        Scheduler.DEFAULT_QUEUE,
                        TaskOptions.named("committee"),
                        task -> risk.ask(SECRET, HOUR));
        Await.until(
                "the task waits",
                () ->
                        model(source(runtime), "waits", AgentList.Waits.class).waits().stream()
                                .anyMatch(wait -> wait.what().equals("quorum risk")));

        AgentList.Quorum shown =
                model(source(runtime), "quorums", AgentList.Quorums.class).quorums().getFirst();
        assertThat(shown.name()).isEqualTo("risk");
        assertThat(shown.asker()).startsWith("waited for by ");
        assertThat(shown.votes()).isEqualTo("agree: Ada; dissent: Bob; at fault: Eve");
        assertThat(shown.awaited())
                .isEqualTo("yet to come: clerk 1, clerk 2, clerk 3, clerk 4, clerk 5, and 3 more");
        assertThat(shown.count()).isEqualTo("1 agrees, 6 of 11 needed");
        assertThat(shown.left()).matches("59\\Wmin \\d+\\Ws left");
        assertThat(source(runtime).fragments().toString()).doesNotContain(SECRET);

        assertThat(open.complete(true)).isTrue();
        Await.until("it is decided", asker::isDone);
        assertThat(model(source(runtime), "quorums", AgentList.Quorums.class).quorums()).isEmpty();
    }

    /** Three have answered, each otherwise, and eight clerks have not. */
    private static List<Voter<String, Boolean>> officers(CompletableFuture<Boolean> open) {
        List<Voter<String, Boolean>> officers = new ArrayList<>();
        officers.add(new Officer("Ada", CompletableFuture.completedFuture(true)));
        officers.add(new Officer("Bob", CompletableFuture.completedFuture(false)));
        officers.add(
                new Officer(
                        "Eve", CompletableFuture.failedFuture(new IllegalStateException(SECRET))));
        for (int i = 1; i <= 8; i++) {
            officers.add(new Officer("clerk " + i, open));
        }
        return officers;
    }

    /** Answers when its stage is completed. */
    private record Officer(String name, CompletableFuture<Boolean> answer)
            implements Voter<String, Boolean> {
        @Override
        public CompletionStage<Boolean> ask(String question) {
            return answer;
        }
    }

    @Test
    void theHeadTellsHowFastAgentsAreOnceOneWasSeen() {
        assertThat(model(source(runtime), "agent-head", AgentList.Head.class).facts())
                .contains("0 messages a second")
                .noneMatch(fact -> fact.startsWith("messages wait"));
        AgentRef<Note> agent = handler("clerk");
        agent.tell(new Note(SECRET));
        agent.stop(StopMode.DRAIN);
        assertThat(agent.termination().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join())
                .isNotNull();

        assertThat(model(source(runtime), "agent-head", AgentList.Head.class).facts())
                .anyMatch(fact -> fact.startsWith("messages wait "))
                .anyMatch(fact -> fact.startsWith("agents begin after "));
    }

    @Test
    void anApplicationThatStartedNoAgentIsTaughtHowTo() {
        AgentSource source = source(runtime);
        AgentList.Rows rows = model(source, "rows", AgentList.Rows.class);
        assertThat(rows.empty()).isNotNull();
        assertThat(rows.empty().title()).isEqualTo("No agent was started yet");
        assertThat(rows.empty().snippet()).contains("@MayflyAgent(name = \"greeter\")");
        assertThat(model(source, "agent-totals", AgentList.Totals.class).shown()).isFalse();
        assertThat(model(source, "letters", AgentList.Letters.class).shown()).isFalse();
    }

    @Test
    void anApplicationWithoutAgentsIsToldWhichPropertyBringsThem() {
        AgentSource source = source(null);
        assertThat(model(source, "agent-head", AgentList.Head.class).sentence())
                .isEqualTo("Agents are switched off");
        AgentList.Rows rows = model(source, "rows", AgentList.Rows.class);
        assertThat(rows.empty()).isNotNull();
        assertThat(rows.empty().text()).contains("mayfly.agents.enabled=false");
    }

    @Test
    void whatWasSentIsTheSumOfWhatBecameOfIt() throws Exception {
        AgentRef<Note> desk = handler("desk");
        desk.tell(new Note("one"));
        desk.tell(new Note("two"));
        end(desk);
        desk.tell(new Note("late"));
        AgentRef<Note> idle = idle("idle", 10);
        for (int i = 0; i < 12; i++) {
            var _ = idle.trySend(dev.mayfly.agents.capability.Val.of(new Note("n" + i)));
        }
        List<Figure> figures =
                model(source(runtime), "agent-totals", AgentList.Totals.class).figures();
        assertThat(figures)
                .extracting(Figure::label)
                .containsExactly("Sent", "Handled", "Dead letters", "Rejected", "Under way");
        assertThat(figures).extracting(Figure::value).containsExactly("15", "2", "1", "2", "10");
    }

    @Test
    void aFullMailboxIsMarked() {
        AgentRef<Note> idle = idle("idle", 10);
        for (int i = 0; i < 9; i++) {
            idle.tell(new Note("n" + i));
        }
        AgentSource source = source(runtime);
        AgentList.Row row = model(source, "rows", AgentList.Rows.class).rows().getFirst();
        assertThat(row.pressed()).isEqualTo(Pills.PRESSED);
        assertThat(row.mailbox().done()).isEqualTo(9);
        assertThat(row.mailbox().label()).isEqualTo("9 of 10");
        assertThat(row.pill()).isEqualTo(Pills.WORKING);
        assertThat(row.about()).isEqualTo("body, normal priority");
        assertThat(model(source, "agent-head", AgentList.Head.class).sentence())
                .isEqualTo("1 live agent, 1 pressed");
    }

    @Test
    void ofTooManyThoseWithSomethingToSayAreShownInTheOrderOfTheirAge() {
        AgentRef<Note> first = idle("first", 10);
        for (int i = 0; i < 120; i++) {
            handler("h" + i);
        }
        AgentRef<Note> last = idle("last", 10);
        for (int i = 0; i < 9; i++) {
            last.tell(new Note("n"));
        }
        first.tell(new Note("n"));
        AgentList.Rows rows = model(source(runtime), "rows", AgentList.Rows.class);
        assertThat(rows.rows()).hasSize(100);
        assertThat(rows.rows().getFirst().name()).isEqualTo("first");
        assertThat(rows.rows().getLast().name()).isEqualTo("last");
        assertThat(rows.note()).startsWith("22 more are not shown");
    }

    private static void assertHidden(Object models) {
        assertThat(models.toString()).doesNotContain(SECRET);
    }

    @Test
    void deadLettersNameTypeAgentAndReasonAndNeverTheirContent() throws Exception {
        AgentRef<Note> desk = handler("desk");
        end(desk);
        desk.tell(new Note(SECRET));
        List<Fragment> fragments = source(runtime).fragments();
        assertHidden(fragments);
        AgentList.Letters letters = (AgentList.Letters) fragments.getLast().model();
        assertThat(letters.letters()).hasSize(1);
        AgentList.Letter letter = letters.letters().getFirst();
        assertThat(letter.type()).isEqualTo("AgentSourceTests.Note");
        assertThat(letter.agent()).isEqualTo("desk");
        assertThat(letter.reason()).isEqualTo("Sent when its agent took no messages any more");
    }

    @Test
    void aModelThatHoldsTheContentIsFound() {
        assertThatThrownBy(() -> assertHidden(List.of(new Note(SECRET))))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void timesOfHandlersAreToldApartBelowAMillisecond() {
        assertThat(AgentRows.runTime(Duration.ZERO)).isEqualTo("not measured");
        assertThat(AgentRows.runTime(Duration.ofNanos(820))).isEqualTo("820 ns");
        assertThat(AgentRows.runTime(Duration.ofNanos(1_240))).isEqualTo("1.2 µs");
        assertThat(AgentRows.runTime(Duration.ofNanos(84_000))).isEqualTo("84 µs");
        assertThat(AgentRows.runTime(Duration.ofMillis(12))).isEqualTo("12 ms");
    }
}
