package dev.mayfly.test.announce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.store.jdbc.transaction.CallerTransactions;
import dev.mayfly.test.Await;
import dev.mayfly.test.database.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * What a process hears of jobs that others have made ready: each commit, soon after it, and no more
 * than that.
 */
class AnnouncementTests {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LAST = "last";

    @SuppressWarnings("NullAway.Init") // made before each test
    private TestDatabase database;

    private final OneTransaction transactions = new OneTransaction();
    private final List<JdbcJobStore> stores = new ArrayList<>();
    private int ids;

    /** The transaction that the test is in, if it is in one. */
    private static final class OneTransaction implements CallerTransactions {

        private @Nullable Connection current;
        private final List<Consumer<Boolean>> then = new ArrayList<>();

        @Override
        public @Nullable Connection current() {
            return current;
        }

        @Override
        public void afterCompletion(Consumer<Boolean> next) {
            then.add(next);
        }

        void end(boolean committed) {
            current = null;
            then.forEach(each -> each.accept(committed));
            then.clear();
        }
    }

    @BeforeEach
    void create() {
        database = TestDatabase.create(TestDatabase.Product.POSTGRESQL);
    }

    @AfterEach
    void close() {
        stores.forEach(JdbcJobStore::close);
        database.close();
    }

    private JdbcJobStore open() {
        JdbcJobStore store =
                JdbcJobStore.builder(database.source()).transactions(transactions).open();
        stores.add(store);
        return store;
    }

    private static Runners runners(JdbcJobStore store) {
        return store.runners().orElseThrow();
    }

    /** What a store hears from now on, as soon as it listens. */
    private static Queue<String> listen(JdbcJobStore store) {
        var heard = new ConcurrentLinkedQueue<String>();
        runners(store).onReady(heard::add);
        Await.until("it listens", () -> heard.contains(""));
        heard.clear();
        return heard;
    }

    private void insert(JdbcJobStore store, String queue, @Nullable Instant due) {
        var envelope =
                new JobEnvelope(
                        new JobId("job-" + ++ids),
                        "work",
                        queue,
                        10,
                        "null",
                        JobOptions.DEFAULTS,
                        Map.of(),
                        "node",
                        List.of());
        store.insert(List.of(JobRecord.submitted(envelope, NOW, due)));
    }

    private void insert(JdbcJobStore store, String queue) {
        insert(store, queue, null);
    }

    /** Queues are told of one after the other, so what came before was heard with this. */
    private void awaitLast(JdbcJobStore from, Queue<String> heard) {
        insert(from, LAST);
        Await.until("the last announcement is heard", () -> heard.contains(LAST));
    }

    @Test
    void othersHearOfAJobThatMayBeTakenAndItsOwnProcessDoesNot() {
        JdbcJobStore a = open();
        JdbcJobStore b = open();
        Queue<String> atA = listen(a);
        Queue<String> atB = listen(b);

        insert(a, "reports");
        Await.until("the other hears of it", () -> atB.contains("reports"));

        awaitLast(b, atA);
        assertThat(atA).containsExactly(LAST);
    }

    @Test
    void aJobThatIsNotDueYetIsNotTold() {
        JdbcJobStore a = open();
        Queue<String> heard = listen(open());

        insert(a, "later", NOW.plusSeconds(60));

        awaitLast(a, heard);
        assertThat(heard).containsExactly(LAST);
    }

    @Test
    void manyCommitsAreToldTogether() {
        JdbcJobStore a = open();
        Queue<String> heard = listen(open());

        long began = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            insert(a, "busy");
        }
        awaitLast(a, heard);
        long passed = System.nanoTime() - began;

        // At once, and then every ten milliseconds: each commit by itself would be 200.
        long most = 2 + passed / Duration.ofMillis(10).toNanos();
        assertThat(Collections.frequency(heard, "busy")).isBetween(1, (int) most);
    }

    @Test
    void whatACallersTransactionAddsIsToldOnceItIsCommitted() throws SQLException {
        JdbcJobStore a = open();
        Queue<String> heard = listen(open());

        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            transactions.current = connection;
            insert(a, "undone");
            connection.rollback();
            transactions.end(false);

            transactions.current = connection;
            insert(a, "done");
            connection.commit();
            transactions.end(true);
        }

        Await.until("it hears", () -> heard.contains("done"));
        awaitLast(a, heard);
        assertThat(heard).containsExactly("done", LAST);
    }

    @Test
    void aClaimTellsOfJobsOfOtherQueuesThatHaveBecomeDue() {
        JdbcJobStore a = open();
        Queue<String> atA = listen(a);
        Queue<String> atB = listen(open());
        insert(a, "one", NOW.plusSeconds(1));
        insert(a, "two", NOW.plusSeconds(1));
        long incarnation = runners(a).register("a", Duration.ofMinutes(5));

        var claim =
                new Runners.Claim("a", incarnation, "one", Set.of("work"), NOW.plusSeconds(2), 10);
        assertThat(runners(a).claim(claim)).hasSize(1);

        Await.until("the other hears of it", () -> atB.contains("two"));
        assertThat(atA).as("it may have looked at that queue before").contains("two");
    }

    @Test
    void aStoreThatClosesTellsOfItsLastJobs() {
        JdbcJobStore a = open();
        Queue<String> heard = listen(open());

        insert(a, "first"); // so that the next waits for the pause to pass
        insert(a, "second");
        a.close();

        Await.until("all is heard", () -> heard.containsAll(List.of("first", "second")));
    }

    @Test
    void aNoticeOfSomebodyElseIsHeardAsTheNameOfAQueue() {
        Queue<String> heard = listen(open());
        database.execute("SELECT pg_notify('mayfly_ready', 'by-hand')");
        Await.until("it hears", () -> heard.contains("by-hand"));
    }
}
