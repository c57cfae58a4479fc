package dev.mayfly.test.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.batch.BatchHandle;
import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobRejectedException;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.policy.Uniqueness;
import dev.mayfly.jobs.model.policy.Uniqueness.Then;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.admission.SubmissionConflictException;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.store.jdbc.transaction.CallerTransactions;
import dev.mayfly.test.Await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Submissions that have to do with other jobs, in a database that processes share. */
abstract class DurablePoliciesTests extends NodeTestBase {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Callers callers = new Callers();

    /** One transaction of the test's own at a time. */
    private static final class Callers implements CallerTransactions {

        private final List<Consumer<Boolean>> then = new ArrayList<>();
        private @Nullable Connection connection;

        @Override
        public @Nullable Connection current() {
            return connection;
        }

        @Override
        public void afterCompletion(Consumer<Boolean> hears) {
            then.add(hears);
        }

        void end(boolean commit) throws Exception {
            Connection ended = connection;
            connection = null;
            if (ended != null) {
                try (ended) {
                    if (commit) {
                        ended.commit();
                    } else {
                        ended.rollback();
                    }
                }
            }
            then.forEach(hears -> hears.accept(commit));
            then.clear();
        }
    }

    @BeforeEach
    void createShop() {
        database.execute("CREATE TABLE shop (item VARCHAR(20))");
    }

    @Override
    Node node(String name) {
        JdbcJobStore store =
                JdbcJobStore.builder(database.source())
                        .patience(Duration.ofSeconds(5))
                        .transactions(callers)
                        .open();
        return node(name, store);
    }

    private void begin() throws Exception {
        Connection connection = database.source().getConnection();
        connection.setAutoCommit(false);
        callers.connection = connection;
    }

    private static JobOptions key(String key) {
        return JobOptions.DEFAULTS.withIdempotencyKey(key);
    }

    // ---- nodes

    @Test
    void runsOnceWhatNodesAndThreadsSubmitWithTheSameKeys() throws Exception {
        Node a = node("a");
        Node b = node("b");
        Set<JobId> handed = ConcurrentHashMap.newKeySet();
        var threads = new ArrayList<Thread>();
        for (int t = 0; t < 6; t++) {
            Node node = t % 2 == 0 ? a : b;
            threads.add(
                    Thread.startVirtualThread(() -> {
                        for (int i = 0; i < 50; i++) {
                            handed.add(node.jobs.submit("note", "" + i, key("k" + i)).id());
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(handed).hasSize(50);
        for (JobId id : handed) {
            b.jobs.handle(id).orElseThrow().await(LONG);
        }
        assertThat(ran).hasSize(50);
    }

    @Test
    void hasTheResultOfARepeatedSubmissionAlsoAfterARestart() throws Exception {
        Node a = node("a");
        a.jobs.submit("note", "x", key("k")).await(LONG);
        a.close();
        Node b = node("b");
        assertThat(b.jobs.submit("note", "x", key("k")).await(LONG)).isEqualTo("done x");
        assertThatThrownBy(() -> b.jobs.submit("note", "y", key("k")))
                .isInstanceOf(SubmissionConflictException.class);
        assertThat(ran).containsExactly("x@a");
    }

    @Test
    void startsNothingThatWasReplacedInTheLineOfANode() throws Exception {
        Node a = node("a");
        JobOptions rule =
                JobOptions.DEFAULTS.withUnique(Uniqueness.byKey("r").then(Then.KEEP_LAST));
        for (int i = 0; i < 16; i++) {
            a.jobs.submit("wait", "h"); // so that what it takes stands in its line
        }
        Await.until("it is busy", () -> ran.size() == 16);
        JobHandle<String> first = a.jobs.submit("note", "1", rule);
        Await.until("it is taken", () -> first.state() == JobState.ASSIGNED);
        JobHandle<String> second = a.jobs.submit("note", "2", rule);
        assertThat(second.id()).isEqualTo(first.id());
        a.gate.countDown();
        assertThat(first.await(LONG)).isEqualTo("done 2");
        assertThat(second.await(LONG)).isEqualTo("done 2");
        assertThat(ran).hasSize(17).contains("2@a");
    }

    // ---- transactions of the caller's

    @Test
    void aRefusedSubmissionLeavesTheCallersTransactionUsable() throws Exception {
        Node a = node("a");
        a.jobs.submit("note", "x", key("k")).await(LONG);
        begin();
        Statement statement = callers.current().createStatement();
        statement.execute("INSERT INTO shop VALUES ('before')");
        assertThatThrownBy(() -> a.jobs.submit("note", "y", key("k")))
                .isInstanceOf(SubmissionConflictException.class);
        JobHandle<String> again = a.jobs.submit("note", "x", key("k"));
        JobHandle<String> fresh = a.jobs.submit("note", "z", key("k2"));
        statement.execute("INSERT INTO shop VALUES ('after')");
        callers.end(true);
        assertThat(again.await(LONG)).isEqualTo("done x");
        assertThat(fresh.await(LONG)).isEqualTo("done z");
        assertThat(a.jobs.query(JobQuery.ALL).jobs()).hasSize(2);
    }

    @Test
    void aKeyOfATransactionThatIsRolledBackIsFree() throws Exception {
        Node a = node("a");
        begin();
        JobHandle<String> never = a.jobs.submit("note", "x", key("k"));
        JobHandle<String> neither = a.jobs.submit("note", "x", key("k"));
        callers.end(false);
        assertThatThrownBy(() -> never.await(LONG)).isInstanceOf(JobRejectedException.class);
        assertThatThrownBy(() -> neither.await(LONG)).isInstanceOf(JobRejectedException.class);
        assertThat(a.jobs.submit("note", "y", key("k")).await(LONG)).isEqualTo("done y");
    }

    @Test
    void aJobOfATransactionComesAfterOneThatHasEndedMeanwhile() throws Exception {
        Node a = node("a");
        JobHandle<String> parent = a.jobs.submit("wait", "p");
        begin();
        JobHandle<String> child =
                a.jobs.submit("note", "c", JobOptions.DEFAULTS.after(parent.id()));
        a.gate.countDown();
        Await.until("the first has ended", () -> parent.state() == JobState.SUCCEEDED);
        callers.end(true);
        assertThat(child.await(LONG)).isEqualTo("done c");
    }

    @Test
    void looksAfterWhatALostProcessHasLeftBlocked() throws Exception {
        Node a = node("a");
        JobHandle<String> parent = a.jobs.submit("note", "p");
        parent.await(LONG);
        JobHandle<String> held = a.jobs.submit("wait", "h");
        JobHandle<String> child = a.jobs.submit("note", "c", JobOptions.DEFAULTS.after(held.id()));
        assertThat(child.state()).isEqualTo(JobState.BLOCKED);
        // As after a commit whose process was lost before it could look.
        database.execute("UPDATE mayfly_dependency SET parent = '" + parent.id() + "', state = 0");
        assertThat(child.await(LONG)).isEqualTo("done c");
    }

    // ---- dependencies and batches

    @Test
    void runsChainsAndSkipsThemOnWhateverNode() throws Exception {
        Node a = node("a");
        Node b = node("b");
        JobHandle<String> first = a.jobs.submit("note", "1");
        JobHandle<String> second =
                b.jobs.submit("note", "2", JobOptions.DEFAULTS.after(first.id()));
        JobHandle<String> third =
                a.jobs.submit("note", "3", JobOptions.DEFAULTS.after(second.id()));
        assertThat(third.await(LONG)).isEqualTo("done 3");
        assertThat(ran.stream().map(line -> line.substring(0, 1))).containsExactly("1", "2", "3");
        JobHandle<String> failing = a.jobs.submit("fail", "f");
        JobHandle<String> skipped =
                b.jobs.submit("note", "never", JobOptions.DEFAULTS.after(failing.id()));
        assertThatThrownBy(() -> skipped.await(LONG)).isInstanceOf(JobCancelledException.class);
        assertThat(a.jobs.reason(skipped.id()).orElseThrow()).startsWith("skipped since fail ");
    }

    @Test
    void completesABatchOfTwoNodesOnce() throws Exception {
        Node a = node("a");
        Node b = node("b");
        BatchHandle batch =
                a.jobs.batch(
                        "import",
                        jobs -> {
                            for (int i = 0; i < 300; i++) {
                                jobs.add("note", "m" + i);
                            }
                            jobs.onCompletion(new JobRequest("note", "completed"));
                            jobs.onSuccess(new JobRequest("note", "succeeded"));
                        });
        assertThat(b.jobs.batch(batch.id()).orElseThrow().await(LONG).succeeded()).isEqualTo(300);
        assertThat(batch.await(LONG).hasSucceeded()).isTrue();
        Await.until("both have run", () -> ran.size() == 302);
        assertThat(ran.stream().filter(line -> line.startsWith("completed"))).hasSize(1);
        assertThat(a.jobs.query(JobQuery.ALL.withBatch(batch.id()).withLimit(1_000)).jobs())
                .hasSize(302);
    }
}
