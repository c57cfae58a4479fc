package dev.mayfly.test.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.store.jdbc.JdbcJobStore;
import dev.mayfly.test.database.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Searches among 20 000 jobs, or as many as {@code -Dmayfly.search.rows} says: what they find, and
 * that the database goes by an index and sorts nothing. With {@code -Dmayfly.search.times=true}
 * each is timed and a table printed; see docs/performance.md.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class SearchTests {

    private static final int ROWS = Integer.getInteger("mayfly.search.rows", 20_000);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int PAGE = 50;
    private static final Set<JobState> UNFINISHED =
            Arrays.stream(JobState.values())
                    .filter(state -> !state.isTerminal())
                    .collect(Collectors.toUnmodifiableSet());

    private final PlanWatch watch = new PlanWatch();

    @SuppressWarnings("NullAway.Init") // made before all tests
    private TestDatabase database;

    @SuppressWarnings("NullAway.Init") // made before all tests
    private JdbcJobStore store;

    abstract TestDatabase.Product product();

    /** The numbers 1 to n as column {@code i} of a table {@code n}. */
    abstract String numbers(int count);

    /** What the store would have made for jobs that it had added itself. */
    abstract String[] indexes();

    /** Has the database look at what is in the table. */
    abstract String analyze();

    /** What a plan may not say. */
    abstract List<String> forbidden();

    /** What a plan must say. */
    abstract List<String> required();

    @BeforeAll
    void open() {
        database = TestDatabase.create(product());
        store = JdbcJobStore.builder(watch.over(database.source())).open();
        database.execute(fill());
        database.execute(indexes());
        database.execute(analyze());
    }

    @AfterAll
    void close() {
        store.close();
        database.close();
    }

    /**
     * Of a hundred jobs 90 have succeeded, five failed, four were cancelled and one is ready; there
     * are ten names and queues, and each of them has one that ten old jobs have. Half of all are in
     * one large batch.
     */
    private static String fillTemplate() {
        return """
        INSERT INTO mayfly_job (id, name, queue, priority, state, line, line_queue, line_rank,
            epoch, version, attempts, failures, submitted_at, started_at, finished_at,
            changed_at, cancel_requested, progress_done, progress_total, error_type,
            error_message, origin, payload, details, haystack, batch, member_state,
            parent)
        SELECT id, name, queue, 10, state,
            CASE WHEN state = 2 THEN 1 END, CASE WHEN state = 2 THEN queue END,
            CASE WHEN state = 2 THEN 10 END,
            1, 2, 1, 0, at, at, CASE WHEN state > 2 THEN at END, at, FALSE, 0, 0,
            CASE WHEN state = 7 THEN 'java.io.IOException' END,
            CASE WHEN state = 7 THEN 'Connection reset by peer ' || i END,
            'node', '{"order":' || i || '}',
            '{"options":{"labels":{"customer":"c-' || MOD(i, 1000) || '"}'
                || COALESCE(',"policies":{"batch":{"batch":"' || batch
                    || '","name":"","role":"MEMBER"}}', '') || '}}',
            id || CHR(10) || name || CHR(10) || 'customer' || CHR(10) || 'c-' || MOD(i, 1000),
            batch, CASE WHEN batch IS NOT NULL THEN state END,
            CASE WHEN MOD(i, 100) >= 94 THEN 'parent-' || (i / 1000) END
        FROM (SELECT i, 'job-' || LPAD(CAST(i AS VARCHAR), 9, '0') AS id,
            CASE WHEN i BETWEEN 11 AND 20 THEN 'rare' ELSE 'name-' || MOD(i, 10) END AS name,
            CASE WHEN i BETWEEN 31 AND 40 THEN 'rare' ELSE 'queue-' || MOD(i, 10) END AS queue,
            CASE WHEN MOD(i, 100) < 90 THEN 6 WHEN MOD(i, 100) < 95 THEN 7
                 WHEN MOD(i, 100) < 99 THEN 8 ELSE 2 END AS state,
            CASE WHEN MOD(i, 100) = 0 THEN 'batch-' || (i / 1000)
                 WHEN MOD(i, 2) = 1 THEN 'large' END AS batch,
            %s AS at
            FROM %s) AS j ORDER BY i
        """;
    }

    abstract String time(String seconds);

    private String fill() {
        return fillTemplate().formatted(time("i"), numbers(ROWS));
    }

    private static Map<String, JobQuery> searches() {
        var all = new LinkedHashMap<String, JobQuery>();
        JobQuery any = JobQuery.ALL.withLimit(PAGE);
        Instant end = BEGIN.plusSeconds(ROWS);
        all.put("all", any);
        all.put("one state", any.withStates(Set.of(JobState.FAILED)));
        all.put("two states", any.withStates(Set.of(JobState.FAILED, JobState.CANCELLED)));
        all.put("all that have not ended", any.withStates(UNFINISHED));
        all.put("a state that no job is in", any.withStates(Set.of(JobState.RUNNING)));
        all.put("queue", any.withQueue("queue-3"));
        all.put("queue of ten old jobs", any.withQueue("rare"));
        all.put("queue and state", any.withQueue("queue-3").withStates(Set.of(JobState.FAILED)));
        all.put("name", any.withName("name-3"));
        all.put("name of ten old jobs", any.withName("rare"));
        all.put("batch", any.withBatch("batch-1"));
        all.put("large batch", any.withBatch("large"));
        all.put("large batch: failed", any.withBatch("large").withStates(Set.of(JobState.FAILED)));
        all.put(
                "large batch: all that may be cancelled",
                any.withBatch("large").withStates(UNFINISHED));
        all.put(
                "large batch: a state that no job is in",
                any.withBatch("large").withStates(Set.of(JobState.BLOCKED)));
        relations(all, any);
        all.put("label of one in a thousand", any.withLabel("customer", "c-7"));
        all.put("label that no job has", any.withLabel("customer", "nobody"));
        words(all, any);
        all.put("the last minute", any.withAccepted(end.minusSeconds(60), null));
        all.put("a minute long ago", any.withAccepted(BEGIN, BEGIN.plusSeconds(60)));
        return all;
    }

    private static void relations(Map<String, JobQuery> all, JobQuery any) {
        all.put("children", any.withParent(new JobId("parent-1")));
        all.put(
                "children that have failed",
                any.withParent(new JobId("parent-1")).withStates(Set.of(JobState.FAILED)));
        all.put("children of nobody", any.withParent(new JobId("childless")));
    }

    private static void words(Map<String, JobQuery> all, JobQuery any) {
        all.put(
                "one error, failed jobs",
                any.withError("reset by Peer 91").withStates(Set.of(JobState.FAILED)));
        all.put("error that nobody has", any.withError("job-000000017"));
        all.put("text: an id", any.withText("job-000000017"));
        all.put("text: an error", any.withText("reset by peer"));
        all.put(
                "text: one error, failed jobs",
                any.withText("reset by peer 91").withStates(Set.of(JobState.FAILED)));
        all.put("text that is nowhere", any.withText("nowhere"));
    }

    static List<String> names() {
        return List.copyOf(searches().keySet());
    }

    @ParameterizedTest
    @MethodSource("names")
    void goesByAnIndexAndSortsNothing(String name) {
        JobQuery query = search(name);
        JobPage[] first = new JobPage[1];

        List<String> plans = watch.of(() -> first[0] = store.query(query));
        JobCursor next = first[0].next();
        if (next != null) {
            var more = new ArrayList<>(plans);
            more.addAll(watch.of(() -> store.query(query.withAfter(next))));
            plans = more;
        }

        assertGood(plans);
    }

    /** Else a page of a state that few jobs are in, or none, is a walk over all the others. */
    @ParameterizedTest
    @EnumSource
    void goesAlongTheStatesOfALargeBatch(JobState state) {
        JobQuery query = JobQuery.ALL.withBatch("large").withStates(Set.of(state)).withLimit(PAGE);

        List<String> plans = watch.of(() -> store.query(query));

        assertGood(plans);
        if (state != JobState.SUCCEEDED) { // nearly all of them: any way is as good
            assertThat(PlanWatch.withoutStatement(plans.getFirst()))
                    .containsIgnoringCase("mayfly_job_member_state");
        }
    }

    private void assertGood(List<String> plans) {
        assertThat(plans).isNotEmpty();
        for (String plan : plans) {
            String judged = PlanWatch.withoutStatement(plan);
            assertThat(judged).as("%s", plan).doesNotContain(forbidden());
            if (plan.contains("ORDER BY")) {
                assertThat(judged).as("%s", plan).contains(required());
            }
        }
    }

    private static JobQuery search(String name) {
        JobQuery query = searches().get(name);
        if (query == null) {
            throw new AssertionError(name);
        }
        return query;
    }

    @ParameterizedTest
    @MethodSource("names")
    void findsWhatALookAtEveryJobFinds(String name) {
        JobQuery query = search(name);
        var expected = new TreeSet<String>();
        for (int i = 1; i <= Math.min(ROWS, 20_000); i++) {
            if (fits(query, i)) {
                expected.add(id(i));
            }
        }
        var found = new TreeSet<String>();
        String before = "~";
        JobCursor after = new JobCursor(Integer.toString(Math.min(ROWS, 20_000) + 1));
        do {
            JobPage page = store.query(query.withAfter(after).withLimit(1_000));
            for (JobRecord job : page.jobs()) {
                assertThat(job.id().value()).isLessThan(before);
                before = job.id().value();
                found.add(before);
            }
            after = page.next();
        } while (after != null);
        assertThat(found).isEqualTo(expected);
    }

    private static String id(int i) {
        return "job-%09d".formatted(i);
    }

    /** The same jobs as the database has made. */
    private static boolean fits(JobQuery query, int i) {
        int percent = i % 100;
        JobState state =
                percent < 90
                        ? JobState.SUCCEEDED
                        : percent < 95
                                ? JobState.FAILED
                                : percent < 99 ? JobState.CANCELLED : JobState.READY;
        String name = i >= 11 && i <= 20 ? "rare" : "name-" + i % 10;
        String queue = i >= 31 && i <= 40 ? "rare" : "queue-" + i % 10;
        String batch = percent == 0 ? "batch-" + i / 1000 : i % 2 == 1 ? "large" : null;
        String error = state == JobState.FAILED ? "connection reset by peer " + i : "";
        String text = id(i) + name + "customer" + "c-" + i % 1000;
        Instant at = BEGIN.plusSeconds(i);
        String wanted = query.text();
        return query.states().contains(state)
                && (query.name() == null || query.name().equals(name))
                && (query.queue() == null || query.queue().equals(queue))
                && (query.batch() == null || query.batch().equals(batch))
                && (query.parent() == null
                        || percent >= 94 && query.parent().value().equals("parent-" + i / 1000))
                && (query.error() == null || error.contains(query.error().toLowerCase(Locale.ROOT)))
                && (wanted == null || text.contains(wanted) || error.contains(wanted))
                && query.labels().entrySet().stream()
                        .allMatch(label -> label.getValue().equals("c-" + i % 1000))
                && (query.from() == null || !at.isBefore(query.from()))
                && (query.until() == null || at.isBefore(query.until()));
    }

    @Test
    void takesAndRecoversJobsByAnIndexAndSortsNothing() {
        Runners runners = store.runners().orElseThrow();
        long incarnation = runners.register("a", Duration.ofMinutes(5));
        var claim =
                new Runners.Claim("a", incarnation, "queue-9", Set.of("name-9"), Instant.now(), 10);

        assertGood(watch.of(() -> assertThat(runners.claim(claim)).hasSize(10)));
        assertGood(watch.of(() -> runners.recover(Instant.now(), 10)));
        assertGood(watch.of(() -> runners.cancelRequests(incarnation)));
        assertGood(watch.of(() -> store.due(Instant.now(), 10)));
        assertGood(watch.of(store::nextDue));
        runners.leave(incarnation, Instant.now());
    }

    @Test
    void takesItsTime() {
        if (!Boolean.getBoolean("mayfly.search.times")) {
            return;
        }
        System.out.println("| " + product() + ", " + ROWS + " jobs | first | median of 5, ms |");
        System.out.println("|---|---|---|");
        for (String name : names()) {
            long[] times = new long[6];
            for (int i = 0; i < times.length; i++) {
                long begin = System.nanoTime();
                store.query(search(name));
                times[i] = System.nanoTime() - begin;
            }
            long first = times[0];
            Arrays.sort(times, 1, times.length);
            System.out.printf("| %s | %.1f | %.1f |%n", name, first / 1e6, times[3] / 1e6);
        }
    }
}
