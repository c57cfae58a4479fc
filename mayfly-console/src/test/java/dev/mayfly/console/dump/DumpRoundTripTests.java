package dev.mayfly.console.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.primitive.quorum.Threshold;
import dev.mayfly.agents.primitive.quorum.Voter;
import dev.mayfly.console.audit.AuditTrail;
import dev.mayfly.console.demo.DemoJob;
import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TraceLink;
import dev.mayfly.console.security.Rights;
import dev.mayfly.console.source.ConsoleSources;
import dev.mayfly.console.state.ConsoleState;
import dev.mayfly.console.state.live.LiveState;
import dev.mayfly.console.timeline.RunRecorder;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.JobDetail;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.lint.Finding;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.lint.LintSubject;
import dev.mayfly.kernel.lint.Lints;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.spring.boot.autoconfigure.actuate.RuntimeAgentReport;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDump;
import dev.mayfly.spring.boot.autoconfigure.actuate.StateDumps;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Each page made from a dump has what the live page had when the dump was taken. */
class DumpRoundTripTests {
    private static final Links LINKS = new Links("/mayfly");
    private static final String SECRET = "hunter2";

    private final SteppableClock clock = new SteppableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Scheduler scheduler =
            Scheduler.builder()
                    .clock(clock)
                    .queue(Scheduler.DEFAULT_QUEUE)
                    .queue("reports", queue -> queue.concurrency(2))
                    .queue("mail", queue -> queue.concurrency(1))
                    .build();
    private final AtomicBoolean wrong = new AtomicBoolean(true);
    private final Lints lints = Lints.on(scheduler, List.of(new Wrong(wrong)));
    private final Jobs jobs =
            Jobs.builder(scheduler)
                    .define(
                            JobDefinition.of(
                                    "waits",
                                    Void.class,
                                    Void.class,
                                    (payload, job) -> {
                                        job.progress(1, 4, null);
                                        job.task().awaitSignal("never");
                                        return null;
                                    }))
                    .define(
                            JobDefinition.of(
                                    "breaks",
                                    Void.class,
                                    Void.class,
                                    (payload, job) -> {
                                        throw new IllegalStateException();
                                    }))
                    .build();
    private final AgentRuntime agents = AgentRuntime.on(scheduler);

    /** Finds whatever it is told to. */
    private record Wrong(AtomicBoolean wrong) implements LintRule {
        @Override
        public String name() {
            return "stage";
        }

        @Override
        public Duration period() {
            return Duration.ofMillis(100);
        }

        @Override
        public List<Finding> look() {
            return wrong.get()
                    ? List.of(
                            new Finding(
                                    new LintSubject(LintSubject.Type.QUEUE, "mail"),
                                    Finding.Severity.ERROR,
                                    "mail is late",
                                    "raise its limit",
                                    Map.of("waiting", "3", "stack", "at one\nat two"),
                                    Duration.ZERO))
                    : List.of();
        }
    }

    /** What is sent to agents. */
    record Note(String text) {}

    @BeforeEach
    void play() throws Exception {
        jobs.queues().pause("mail", "the provider is down", "Ada");
        jobs.queues().route("mail", new QueueRouting("threaded", 4), "Ada");
        jobs.submit("breaks", null, JobOptions.DEFAULTS.withQueue("reports"));
        Await.until("a job has failed", () -> count(JobState.AWAITING_RETRY) == 1);
        for (int i = 0; i < 3; i++) {
            jobs.submit(
                    "waits", null, JobOptions.DEFAULTS.withQueue("reports").withLabel("n", "v"));
            jobs.submit("waits", null, JobOptions.DEFAULTS.withQueue("mail"));
        }
        jobs.submit("waits", null, JobOptions.delayed(Duration.ofHours(1)).withQueue("mail"));
        jobs.recurring()
                .schedule("breaks", Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin")), null);
        jobs.recurring().schedule("waits", Schedule.every(Duration.ofMinutes(10)), null);
        jobs.recurring().pause("waits", "too often", "Bob");
        for (int runs = 1; runs <= 2; runs++) {
            int failed = 1 + runs;
            jobs.recurring().trigger("breaks");
            Await.until("a run has failed", () -> count(JobState.AWAITING_RETRY) == failed);
        }
        tasks();
        agents();
        Await.until("jobs run", () -> count(JobState.RUNNING) == 2);
        clock.advance(Duration.ofMillis(500));
        Await.until("a lint is found", () -> !lints.current().isEmpty());
        Await.until(
                "nothing moves",
                () ->
                        scheduler.snapshot().tasks().stream()
                                .allMatch(task ->
                                        task.state() != dev.mayfly.kernel.task.TaskState.RUNNING));
    }

    private void tasks() throws InterruptedException {
        scheduler.supervise(
                "shop",
                shop ->
                        shop.queue("reports")
                                .child(
                                        ChildSpec.worker(
                                                "inbox",
                                                task -> {
                                                    task.awaitSignal("never");
                                                    return null;
                                                })));
        scheduler.spawnService(
                "reports",
                TaskOptions.named("month-end"),
                task -> {
                    task.spawn(
                            TaskOptions.named("child"),
                            each -> {
                                each.sleep(Duration.ofDays(9));
                                return null;
                            });
                    task.sleep(Duration.ofDays(9));
                    return null;
                });
    }

    private void agents() throws Exception {
        CompletableFuture<String> begun = new CompletableFuture<>();
        AgentBody<Note> body =
                mailbox -> {
                    begun.complete("");
                    mailbox.task().awaitSignal("never");
                };
        AgentRef<Note> idle = agents.spawn(AgentSpec.body(() -> body).named("idle"));
        begun.orTimeout(60, TimeUnit.SECONDS).join();
        idle.tell(new Note(SECRET));
        AgentRef<Note> desk = agents.spawn("desk", () -> (message, self) -> {});
        desk.stop(StopMode.DRAIN);
        desk.termination().toCompletableFuture().get(60, TimeUnit.SECONDS);
        desk.tell(new Note(SECRET));
        assertThat(agents.leases().tryAcquire("ledger", Duration.ofHours(1))).isNotNull();
        List<Voter<String, String>> officers =
                List.of(
                        new Officer("Ada", CompletableFuture.completedFuture(SECRET)),
                        new Officer("Bob", new CompletableFuture<>()));
        var _ =
                agents.quorum(officers, Threshold.of(2, 2))
                        .named("risk")
                        .start(SECRET, Duration.ofHours(1));
    }

    private record Officer(String name, CompletableFuture<String> answer)
            implements Voter<String, String> {
        @Override
        public CompletionStage<String> ask(String question) {
            return answer;
        }
    }

    private long count(JobState state) {
        return jobs.counters().values().stream().mapToLong(queue -> queue.current(state)).sum();
    }

    @AfterEach
    void close() throws InterruptedException {
        lints.close();
        var _ = agents.shutdown(Duration.ZERO);
        var _ = scheduler.shutdown(Duration.ZERO);
        jobs.close();
    }

    private byte[] dump() {
        StateDump dump =
                new StateDumps(
                                scheduler,
                                jobs,
                                new RuntimeAgentReport(agents, List::of),
                                lints,
                                "shop")
                        .take();
        return JsonMapper.builder().build().writeValueAsBytes(dump);
    }

    private ConsoleSources live() {
        ConsoleState state =
                new LiveState(
                        scheduler,
                        jobs,
                        agents,
                        lints,
                        new RunRecorder(scheduler),
                        DumpPace.UNKNOWN,
                        new DemoJob(scheduler, jobs),
                        clock::wallTime,
                        Duration.ZERO);
        return new ConsoleSources(
                state, new AuditTrail(entry -> {}), false, TraceLink.NONE, ZoneOffset.UTC);
    }

    private static ConsoleSources of(byte[] json) {
        return new ConsoleSources(
                DumpReader.read(json),
                new AuditTrail(entry -> {}),
                false,
                TraceLink.NONE,
                ZoneOffset.UTC);
    }

    private static List<Fragment> page(ConsoleSources sources, String address) {
        PageRequest page = PageRequest.parse(address).orElseThrow();
        return sources.open(page, LINKS, Rights.LOOK).orElseThrow().fragments();
    }

    private void assertSame(ConsoleSources then, String address) {
        assertThat(page(then, address)).as(address).isEqualTo(page(live(), address));
    }

    @Test
    void everyPageHasTheRowsOfTheLivePage() {
        for (String address :
                List.of(
                        "/",
                        "/jobs",
                        "/jobs?queue=reports",
                        "/jobs?queue=mail",
                        "/jobs?state=running",
                        "/jobs?state=awaiting_retry",
                        "/jobs?name=breaks",
                        "/recurring",
                        "/agents",
                        "/tasks",
                        "/tasks/tree",
                        "/problems")) {
            assertSameOnce(address);
        }
    }

    /** A carrier may be at work in one of two looks only; then both look again. */
    private void assertSameOnce(String address) {
        for (int tries = 0; tries < 100; tries++) {
            if (page(of(dump()), address).equals(page(live(), address))) {
                return;
            }
        }
        assertSame(of(dump()), address);
    }

    @Test
    void everyJobHasItsPageButForWhatWasLeftOut() {
        ConsoleSources then = of(dump());
        List<JobRecord> all = jobs.query(JobQuery.ALL).jobs();
        assertThat(all).hasSize(10);
        Set<String> leftOut = Set.of("payload", "result", "log", "job-calls", "failure", "stand");
        for (JobRecord job : all) {
            String address = "/jobs/" + job.id().value();
            assertThat(page(then, address))
                    .as(address)
                    .filteredOn(fragment -> !leftOut.contains(fragment.id()))
                    .map(DumpRoundTripTests::withoutPlace)
                    .isEqualTo(
                            page(live(), address).stream()
                                    .filter(fragment -> !leftOut.contains(fragment.id()))
                                    .map(DumpRoundTripTests::withoutPlace)
                                    .toList());
        }
    }

    /** Which task runs a job, and where, is not in a dump either. */
    private static Fragment withoutPlace(Fragment fragment) {
        return fragment.model() instanceof JobDetail.Facts facts
                ? Fragment.leaf(
                        fragment.id(),
                        fragment.template(),
                        facts.facts().stream()
                                .filter(fact -> !Set.of("Task", "Carrier").contains(fact.label()))
                                .toList())
                : fragment;
    }

    @Test
    void aPageThatHasChangedSinceIsFound() {
        ConsoleSources then = of(dump());
        jobs.queues().resume("mail", "Ada");
        assertThatThrownBy(() -> assertSame(then, "/")).isInstanceOf(AssertionError.class);
        JobId any = jobs.query(JobQuery.ALL).jobs().getFirst().id();
        jobs.cancel(any);
        assertThatThrownBy(() -> assertSame(then, "/jobs")).isInstanceOf(AssertionError.class);
    }

    @Test
    void whatADumpCannotHaveSaysSo() {
        ConsoleSources then = of(dump());
        assertThat(page(then, "/tasks/timeline").toString()).contains("A dump is of one moment");
        assertThat(
                        then.open(
                                PageRequest.parse("/bulk?verb=retry").orElseThrow(),
                                LINKS,
                                Rights.LOOK))
                .isEmpty();
        JobId running =
                jobs.query(JobQuery.ALL.withStates(Set.of(JobState.RUNNING)))
                        .jobs()
                        .getFirst()
                        .id();
        assertThat(page(then, "/jobs/" + running.value()).toString())
                .contains("Which one runs it is not in a dump", "Stacks are not in a dump.");
        JobId any = jobs.query(JobQuery.ALL).jobs().getFirst().id();
        assertThat(page(then, "/jobs/" + any.value()).toString())
                .contains("Not in a dump: redacted, 4 characters.", "Log lines are not in a dump.");
    }

    /** The published schema, which knows every field there is if {@code strict}. */
    private static Schema schema(boolean strict) throws IOException {
        JsonNode text =
                JsonMapper.builder()
                        .build()
                        .readTree(
                                Files.readString(
                                        Path.of(
                                                "..",
                                                "docs",
                                                "operations",
                                                "state-dump.schema.json")));
        if (strict) {
            close(text);
        }
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(text.toString());
    }

    /** Allows no property but those that are described. */
    private static void close(JsonNode node) {
        node.forEach(DumpRoundTripTests::close);
        if (node instanceof ObjectNode type && type.path("properties").isObject()) {
            type.put("additionalProperties", false);
        }
    }

    private static ObjectNode json(byte[] dump) {
        return (ObjectNode) JsonMapper.builder().build().readTree(dump);
    }

    @Test
    void aDumpIsAsThePublishedSchemaSaysWithNothingBeside() throws IOException {
        assertThat(schema(true).validate(json(dump()))).isEmpty();
    }

    @Test
    void fieldsThatAreAddedLaterAreAllowedAndThoseThatGoAreNot() throws IOException {
        ObjectNode dump = json(dump());
        dump.put("invented", "later");
        assertThat(schema(false).validate(dump)).isEmpty();
        assertThat(schema(true).validate(dump)).isNotEmpty();
        dump.remove("tasks");
        assertThat(schema(false).validate(dump)).isNotEmpty();
    }

    @Test
    void aDumpOfBeforeHasNoQuorumsAndIsRead() throws IOException {
        ObjectNode before = json(dump());
        assertThat(page(of(dump()), "/agents").toString()).contains("name=risk, asker=asked by ");
        var _ = ((ObjectNode) before.get("agents")).remove("quorums");
        assertThat(schema(true).validate(before)).isEmpty();
        assertThat(page(of(before.toString().getBytes(UTF_8)), "/agents").toString())
                .contains("ledger")
                .doesNotContain("name=risk");
    }

    @Test
    void contentsOfMessagesAreNotInIt() {
        assertThat(new String(dump(), UTF_8))
                .doesNotContain(SECRET)
                .contains("redacted, " + Note.class.getName());
    }
}
