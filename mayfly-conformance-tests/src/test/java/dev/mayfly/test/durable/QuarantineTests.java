package dev.mayfly.test.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.handler.PayloadException;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.model.policy.Predecessors;
import dev.mayfly.jobs.model.policy.SubmissionRules;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.schedule.FixedRate;
import dev.mayfly.jobs.step.SignalRejectedException;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.UnknownStateException;
import dev.mayfly.jobs.store.UnreadableJobException;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Rows that no node can read or run: they are shown for what they are, and stop nothing else. */
@Timeout(
        value = 3,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD,
        unit = java.util.concurrent.TimeUnit.MINUTES)
abstract class QuarantineTests extends NodeTestBase {

    private static final String BROKEN = "details = '{broken'";

    private static final String LOST =
            "line = 3, line_queue = '', line_rank = 999, incarnation = 999, owner = 'lost'";

    @SuppressWarnings("NullAway.Init") // made before each test
    private JdbcJobStore store;

    @BeforeEach
    void openStore() {
        store = JdbcJobStore.builder(database.source()).open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private Node node() {
        return node("a");
    }

    private void insert(String id, JobOptions options, @Nullable Instant due) {
        insert("note", id, options, due);
    }

    private void insert(String name, String id, JobOptions options, @Nullable Instant due) {
        var envelope =
                new JobEnvelope(
                        new JobId(id),
                        name,
                        "default",
                        10,
                        '"' + id + '"',
                        options,
                        Map.of(),
                        "before",
                        List.of());
        JobRecord job = JobRecord.submitted(envelope, Instant.EPOCH, due);
        store.admit(List.of(job), accepted -> {});
    }

    private void insert(String id) {
        insert(id, JobOptions.DEFAULTS, null);
    }

    private void corrupt(String id, String assignments) {
        database.execute("UPDATE mayfly_job SET " + assignments + " WHERE id = '" + id + "'");
    }

    private JobRecord job(String id) {
        return store.find(new JobId(id)).orElseThrow();
    }

    private JobError error(String id) {
        return Objects.requireNonNull(job(id).error());
    }

    private void awaitState(String id, JobState state) {
        Await.until(id + " is " + state, () -> job(id).state() == state);
    }

    /** What the counters say is what a look at every job finds. */
    private void assertCounted() {
        QueueCounters counters = store.counters().get("default");
        for (JobState state : JobState.values()) {
            JobQuery query = JobQuery.ALL.withStates(Set.of(state)).withLimit(1_000);
            assertThat(counters.current(state))
                    .as("%s", state)
                    .isEqualTo(store.query(query).jobs().size());
        }
    }

    // ---- rows that cannot be read

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "details | details = '{broken'",
                "details | details ="
                        + " '{\"options\":{\"policies\":{\"unique\":{\"then\":\"LATER\"}}}}'",
                "details | details = '{\"lineage\":[\"not an id\"]}'",
                "history | history = '[{\"number\":1,\"outcome\":\"MAYBE\"}]'",
                "state | state = 15",
                "priority | priority = 77",
                "progress_done | progress_done = -1",
                "line | line = 2, line_queue = '', line_rank = 0",
            })
    void aJobThatCannotBeReadIsSetAsideAndKeepsNobodyBack(String column, String corruption) {
        insert("first");
        insert("bad");
        insert("last");
        corrupt("bad", corruption);
        if (column.equals("state")) {
            database.execute(
                    "INSERT INTO mayfly_counter (queue, state, slot, present, entered) VALUES"
                            + " ('default', 2, 98, -1, 0), ('default', 15, 98, 1, 0)");
        }

        node();

        awaitState("last", JobState.SUCCEEDED);
        awaitState("bad", JobState.FAILED);
        awaitState("first", JobState.SUCCEEDED);
        assertThat(error("bad").type()).isEqualTo(UnreadableJobException.class.getName());
        assertThat(error("bad").message())
                .contains("bad")
                .contains("column " + column + " of mayfly_job")
                .contains("retry");
        assertThat(store.query(JobQuery.ALL.withText("cannot be read")).jobs()).hasSize(1);
        assertThat(store.query(JobQuery.ALL.withStates(Set.of(JobState.FAILED))).jobs()).hasSize(1);
        assertThat(store.query(JobQuery.ALL).jobs()).hasSize(3);
        assertCounted();
        assertThat(store.counters().get("default").entered(JobState.FAILED)).isEqualTo(1);
    }

    @Test
    void aJobThatWasMendedIsMadeReadyByHandAndRuns() {
        insert("bad");
        corrupt("bad", BROKEN);
        Node node = node();
        awaitState("bad", JobState.FAILED);

        assertThat(node.jobs.retry(new JobId("bad"))).isTrue();
        Await.until(
                "it is set aside anew",
                () -> job("bad").epoch() > 2 && job("bad").state() == JobState.FAILED);
        corrupt("bad", "details = NULL");
        assertThat(node.jobs.retry(new JobId("bad"))).isTrue();

        awaitState("bad", JobState.SUCCEEDED);
        assertThat(ran).containsExactly("bad@a");
        assertCounted();
    }

    @Test
    void lookingChangesNothing() {
        insert("bad");
        corrupt("bad", BROKEN);

        assertThat(store.query(JobQuery.ALL).jobs())
                .extracting(JobRecord::state)
                .containsExactly(JobState.READY);
        assertThat(error("bad").message()).contains("details");

        corrupt("bad", "details = NULL");
        assertThat(job("bad").error()).isNull();
        assertThat(job("bad").version()).isZero();
    }

    @Test
    void aPageFullOfSuchJobsHidesNothing() {
        for (int i = 0; i < 1_100; i++) {
            insert("bad-" + i);
        }
        insert("good");
        database.execute("UPDATE mayfly_job SET " + BROKEN + " WHERE id LIKE 'bad%'");

        node();

        awaitState("good", JobState.SUCCEEDED);
        Await.until(
                "all others are set aside",
                () -> store.counters().get("default").current(JobState.FAILED) == 1_100);
    }

    @Test
    void aJobThatIsDueIsSetAsideToo() {
        insert("bad", JobOptions.DEFAULTS, Instant.EPOCH);
        insert("good", JobOptions.DEFAULTS, Instant.EPOCH.plusSeconds(1));
        corrupt("bad", BROKEN);

        node();

        awaitState("good", JobState.SUCCEEDED);
        awaitState("bad", JobState.FAILED);
        assertCounted();
    }

    @Test
    void aJobOfALostNodeIsSetAsideToo() {
        insert("bad");
        insert("good");
        database.execute("UPDATE mayfly_job SET state = 4, " + LOST);
        database.execute("UPDATE mayfly_counter SET state = 4");
        corrupt("bad", BROKEN);

        node();

        awaitState("good", JobState.SUCCEEDED);
        awaitState("bad", JobState.FAILED);
        assertThat(error("bad").message()).contains("was RUNNING");
        assertCounted();
    }

    @Test
    void aQueueWithRulesGoesOn() {
        Node node = node();
        node.jobs.queues().limit("default", QueueLimits.NONE.withGlobal(1), "ada");
        node.jobs.queues().pause("default", "wait", "ada");
        insert("bad", JobOptions.DEFAULTS.withKey("k"), null);
        insert("due", JobOptions.DEFAULTS.withKey("k"), Instant.EPOCH);
        insert("good", JobOptions.DEFAULTS.withKey("k"), null);
        corrupt("bad", BROKEN);
        corrupt("due", BROKEN);

        node.jobs.queues().resume("default", "ada");

        awaitState("good", JobState.SUCCEEDED);
        awaitState("bad", JobState.FAILED);
        awaitState("due", JobState.FAILED);
        assertCounted();
    }

    @Test
    void whatWaitsForSuchAJobIsSkippedAndABatchEnds() {
        SubmissionRules member =
                SubmissionRules.NONE.withBatch(new BatchPart("b", "import", BatchPart.Role.MEMBER));
        SubmissionRules closer =
                SubmissionRules.NONE.withBatch(
                        new BatchPart("b", "import", BatchPart.Role.ON_COMPLETION));
        var after = new Predecessors(List.of("bad"), false);
        insert("bad", JobOptions.DEFAULTS.withPolicies(member), null);
        insert("report", JobOptions.DEFAULTS.withPolicies(closer), null);
        insert(
                "child",
                JobOptions.DEFAULTS.withPolicies(SubmissionRules.NONE.withAfter(after)),
                null);
        corrupt("bad", BROKEN);

        node();

        awaitState("report", JobState.SUCCEEDED);
        awaitState("child", JobState.CANCELLED);
        assertThat(store.batch("b").orElseThrow().failed()).isEqualTo(1);
        assertCounted();
    }

    @Test
    void aJobThatEndedStaysAsItEnded() {
        insert("done");
        node();
        awaitState("done", JobState.SUCCEEDED);

        corrupt("done", "history = 'x', line = 1, line_queue = 'default', line_rank = 0");
        insert("next");

        awaitState("next", JobState.SUCCEEDED);
        Await.until("it is out of the line", () -> error("done").message().contains("history"));
        assertThat(job("done").state()).isEqualTo(JobState.SUCCEEDED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SCHEDULED | FAILED | details = '{broken', line_rank = 0",
                "RUNNING | FAILED | details = '{broken', state = 4, " + LOST,
                "BLOCKED | FAILED | state = 15, line_rank = 0", // nobody here knows what it was
                "RUNNING | CANCELLED | cancel_requested = TRUE, state = 4, " + LOST,
            })
    void whoListensHearsOfEndsThatTheStoreBringsAboutAndHandlesEnd(
            JobState before, JobState after, String change) {
        Node node = node();
        var heard = new ConcurrentLinkedQueue<String>();
        node.jobs.addListener((was, is) ->
                heard.add(is.id() + " " + (was == null ? "" : was.state()) + " " + is.state()));
        insert("job", JobOptions.DEFAULTS, Instant.now().plusSeconds(3_600));
        var follows = new Predecessors(List.of("job"), false);
        SubmissionRules rules = SubmissionRules.NONE.withAfter(follows);
        insert("child", JobOptions.DEFAULTS.withPolicies(rules), null);
        JobHandle<?> handle = node.jobs.handle(new JobId("job")).orElseThrow();

        corrupt("job", change);

        Await.until("the end is heard of", () -> heard.contains("child BLOCKED CANCELLED"));
        assertThat(heard).containsExactly("job " + before + " " + after, "child BLOCKED CANCELLED");
        assertThatThrownBy(() -> handle.await(Duration.ofSeconds(60)))
                .isInstanceOf(
                        after == JobState.FAILED
                                ? JobFailedException.class
                                : JobCancelledException.class);
    }

    @Test
    void aJobInAStateThatIsNotKnownIsNotTreatedAsIfItHadFailed() {
        Node node = node();
        insert("later", JobOptions.DEFAULTS, Instant.now().plusSeconds(3_600));
        corrupt("later", "state = 15");
        JobRecord shown = job("later");
        assertThat(shown.isStateKnown()).isFalse();
        assertThat(error("later").type()).isEqualTo(UnknownStateException.class.getName());

        assertThatThrownBy(() -> node.jobs.retry(shown.id()))
                .isInstanceOf(JobRejectedException.class)
                .hasMessageContainingAll("not retried here", "state 15", "later one")
                .hasMessageContaining("start a node of the version that wrote it");
        assertThatThrownBy(() -> node.jobs.retryFromTheStart(shown.id()))
                .isInstanceOf(JobRejectedException.class);
        assertThatThrownBy(() -> node.jobs.cancel(shown.id()))
                .isInstanceOf(JobRejectedException.class)
                .hasMessageContainingAll("not cancelled here", "state 15");
        assertThatThrownBy(() -> node.jobs.signal(shown.id(), "approved", null))
                .isInstanceOfSatisfying(
                        SignalRejectedException.class,
                        refused ->
                                assertThat(refused.reason())
                                        .isEqualTo(SignalRejectedException.Reason.UNKNOWN_STATE))
                .hasMessageContainingAll("no signal \"approved\"", "state 15");
        assertThat(node.jobs.bulk().retry(JobQuery.ALL)).isZero();
        assertThat(node.jobs.bulk().cancel(JobQuery.ALL)).isZero();
        var redrive =
                new Transition.Redrive(shown.id(), shown.epoch(), JobState.FAILED, Instant.EPOCH);
        assertThat(store.apply(redrive)).isInstanceOf(TransitionResult.Rejected.class);
        assertThat(job("later")).isEqualTo(shown);
    }

    // ---- jobs that cannot be run

    @Test
    void aJobWhoseNameNobodyKnowsWaitsForANodeThatDoes() {
        insert("nameless", "unknown", JobOptions.DEFAULTS, null);
        insert("good");

        Node node = node();

        awaitState("good", JobState.SUCCEEDED);
        assertThat(job("unknown").state()).isEqualTo(JobState.READY);
        assertThat(node.jobs.explain(new JobId("unknown")).orElseThrow().sentence())
                .contains("no node runs jobs named nameless");
    }

    @Test
    void aPayloadThatCannotBeDecodedFailsItsJobAndNoOther() {
        insert("bad");
        insert("good");
        corrupt("bad", "payload = '[1,'");

        Node node = node();

        awaitState("bad", JobState.FAILED);
        awaitState("good", JobState.SUCCEEDED);
        assertThat(error("bad").type()).isEqualTo(PayloadException.class.getName());
        assertThat(job("bad").attempts()).isEqualTo(1);
        corrupt("bad", "payload = '\"mended\"'");
        assertThat(node.jobs.retry(new JobId("bad"))).isTrue();
        awaitState("bad", JobState.SUCCEEDED);
    }

    // ---- other rows

    @Test
    void aRecurringJobThatCannotBeReadSaysSoUntilItIsScheduledAnew() {
        Node node = node();
        var daily = new FixedRate(Duration.ofDays(1), Instant.now().plusSeconds(3_600));
        node.jobs.recurring().schedule("bad", "note", daily, "x", JobOptions.DEFAULTS);
        node.jobs.recurring().schedule("good", "note", daily, "y", JobOptions.DEFAULTS);
        database.execute("UPDATE mayfly_recurring SET definition = '{' WHERE id = 'bad'");

        RecurringJob bad = node.jobs.recurring().find("bad").orElseThrow();

        assertThat(bad.isReadable()).isFalse();
        assertThat(Objects.requireNonNull(bad.pause()).reason()).contains("mayfly_recurring");
        assertThat(node.jobs.recurring().resume("bad", "Ada")).isFalse();
        assertThat(node.jobs.recurring().next("bad", 3)).isEmpty();
        assertThatThrownBy(() -> node.jobs.recurring().trigger("bad"))
                .hasMessageContaining("cannot be read");
        node.jobs.recurring().trigger("good");
        Await.until("the other runs", () -> ran.contains("y@a"));
        RecurringJob mended =
                node.jobs.recurring().schedule("bad", "note", daily, "x", JobOptions.DEFAULTS);
        assertThat(mended.isPaused()).isFalse();
        assertThat(mended.nextRun()).isNotNull();
        node.jobs.recurring().trigger("bad");
        Await.until("it runs", () -> ran.contains("x@a"));
    }

    @Test
    void aPolicyThatCannotBeReadHoldsItsOwnQueueAndSaysSo() {
        insert("good");
        database.execute(
                "INSERT INTO mayfly_queue (queue, version, definition, rate_spent)"
                        + " VALUES ('other', 1, '{', 0)");

        Node node = node();

        awaitState("good", JobState.SUCCEEDED);
        assertThat(Objects.requireNonNull(node.store.policies().all().getFirst().pause()).reason())
                .contains("cannot be read");
    }

    @Test
    void countersOfStatesThatAreNotKnownAreLeftToThoseWhoKnowThem() {
        insert("good");
        database.execute(
                "INSERT INTO mayfly_counter (queue, state, slot, present, entered) VALUES"
                        + " ('default', 15, 99, 1, 1)");
        database.execute(
                "INSERT INTO mayfly_runner (incarnation, node, state, registered_at, lease_until)"
                        + " VALUES (77, 'new', 'DRAINING', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)");

        node();

        awaitState("good", JobState.SUCCEEDED);
        store.evict(Instant.now());
        assertThat(store.counters().get("default").current(JobState.SUCCEEDED)).isEqualTo(1);
        assertThat(store.runners().orElseThrow().list()).hasSize(2);
    }
}
