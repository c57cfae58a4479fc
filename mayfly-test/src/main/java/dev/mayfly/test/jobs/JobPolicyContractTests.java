package dev.mayfly.test.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobContext;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.handler.JobSettings;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RetryPolicy;
import dev.mayfly.jobs.policy.Explanation;
import dev.mayfly.jobs.policy.Explanation.Kind;
import dev.mayfly.jobs.policy.Guarantees;
import dev.mayfly.jobs.policy.Guarantees.Subject;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueRouting;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * What runtimes promise about the policies of queues, over whatever store, and over several nodes
 * where the store can be shared.
 *
 * <p>Thread rule: as JUnit's; jobs run on schedulers of the suite.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class JobPolicyContractTests {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static final RetryPolicy SOON = soon(Duration.ofMillis(20));

    private static RetryPolicy soon(Duration delay) {
        return RetryPolicy.DEFAULT.withMaxAttempts(3).withDelays(delay, 1.0, delay);
    }

    private final List<Scheduler> schedulers = new ArrayList<>();
    private final List<Jobs> nodes = new ArrayList<>();
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> tries = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    private List<JobStore> stores = List.of();

    /** For subclasses. */
    protected JobPolicyContractTests() {}

    /**
     * Makes the stores of as many nodes as there shall be, empty and all with the same jobs.
     *
     * @return one where it cannot be shared; the suite closes them
     */
    protected abstract List<JobStore> newStores();

    @BeforeEach
    void open() {
        stores = newStores();
        for (JobStore store : stores) {
            start(store, QueueLimits.NONE);
        }
    }

    private Jobs start(JobStore store, QueueLimits limits) {
        Scheduler scheduler =
                Scheduler.builder()
                        .queue("q", queue -> queue.concurrency(4))
                        .queue("default")
                        .build();
        schedulers.add(scheduler);
        Jobs jobs =
                Jobs.builder(scheduler)
                        .store(store)
                        .node("node-" + schedulers.size())
                        .define(text("count", this::count))
                        .define(text("where", (payload, job) -> where(job)))
                        .define(
                                text("held", (payload, job) -> held(payload))
                                        .withKey(payload -> "key-" + payload))
                        .define(
                                text("flaky", (payload, job) -> flaky(payload))
                                        .withSettings(JobSettings.DEFAULTS.withRetry(SOON)))
                        .limits("q", limits)
                        .build();
        nodes.add(jobs);
        return jobs;
    }

    private static JobDefinition<String, String> text(
            String name, JobHandler<String, String> handler) {
        return JobDefinition.of(name, String.class, String.class, handler).withQueue("q");
    }

    @AfterEach
    void close() {
        gate.countDown();
        schedulers.forEach(scheduler -> scheduler.shutdown(Duration.ZERO));
        stores.forEach(JobStore::close);
    }

    // ---- handlers

    /** Lasts long enough to meet others that run at the same time, where they may. */
    private String count(String payload, JobContext job) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        job.task().sleep(Duration.ofMillis(5));
        running.decrementAndGet();
        ran.add(payload);
        return payload;
    }

    private static String where(JobContext job) {
        String engine = Thread.currentThread().isVirtual() ? "coroutine" : "threaded";
        return engine + job.envelope().priority();
    }

    private String held(String payload) throws InterruptedException {
        running.incrementAndGet();
        try {
            gate.await();
        } finally {
            running.decrementAndGet();
        }
        return payload;
    }

    private String flaky(String payload) {
        int number = tries.computeIfAbsent(payload, p -> new AtomicInteger()).incrementAndGet();
        if (payload.startsWith("bad") && number == 1) {
            throw new IllegalStateException("not yet");
        }
        ran.add(payload);
        return payload;
    }

    // ---- means

    private Jobs first() {
        return nodes.getFirst();
    }

    /** Sets limits, and waits until every node has heard of them. */
    private void limit(QueueLimits limits) {
        first().queues().limit("q", limits, "ada");
        heard(() -> nodes.stream().allMatch(n -> n.queues().policy("q").limits().equals(limits)));
    }

    private static void heard(java.util.function.BooleanSupplier condition) {
        Await.until("every node has heard of the change", condition);
    }

    private static void awaitAll(List<? extends JobHandle<?>> handles) throws Exception {
        for (JobHandle<?> handle : handles) {
            handle.await(LONG);
        }
    }

    private List<JobHandle<?>> submit(int count, String name, JobOptions options) {
        var handles = new ArrayList<JobHandle<?>>();
        for (int i = 0; i < count; i++) {
            handles.add(nodes.get(i % nodes.size()).submit(name, "" + i, options));
        }
        return handles;
    }

    // ---- limits

    @Test
    void neverRunsMoreThanTheGlobalLimitAndRunsAll() throws Exception {
        limit(QueueLimits.NONE.withGlobal(2));
        awaitAll(submit(80, "count", JobOptions.DEFAULTS));
        assertThat(most).hasValueLessThanOrEqualTo(2);
        assertThat(ran).hasSize(80);
    }

    @Test
    void runsTheJobsOfAKeyOneAfterTheOtherInTheOrderOfAcceptance() throws Exception {
        limit(QueueLimits.NONE.withOrder(KeyOrder.BLOCK));
        var handles = new ArrayList<JobHandle<?>>();
        for (int i = 0; i < 30; i++) {
            JobOptions urgent = JobOptions.DEFAULTS.withPriority(1 + (30 - i) % 31).withKey("k");
            handles.add(nodes.get(i % nodes.size()).submit("count", "%02d".formatted(i), urgent));
        }
        awaitAll(handles);
        assertThat(most).hasValue(1);
        assertThat(List.copyOf(ran)).hasSize(30).isSorted();
    }

    @Test
    void keepsAKeyWaitingForARetryWhereThatIsDeclared() throws Exception {
        limit(QueueLimits.NONE.withOrder(KeyOrder.BLOCK));
        JobOptions key = JobOptions.DEFAULTS.withKey("k");
        awaitAll(
                List.of(
                        first().submit("flaky", "bad", key),
                        first().submit("flaky", "b", key),
                        first().submit("flaky", "c", key)));
        assertThat(ran).containsExactly("bad", "b", "c");
    }

    @Test
    void overtakesARetryWhereThatIsDeclared() throws Exception {
        limit(QueueLimits.NONE.withOrder(KeyOrder.OVERTAKE));
        JobOptions key = JobOptions.DEFAULTS.withKey("k").withRetry(soon(Duration.ofSeconds(2)));
        awaitAll(
                List.of(
                        first().submit("flaky", "bad", key),
                        first().submit("flaky", "b", key),
                        first().submit("flaky", "c", key)));
        assertThat(ran).containsExactly("b", "c", "bad");
    }

    @Test
    void startsNoFasterThanTheRate() throws Exception {
        limit(QueueLimits.NONE.withRate(RateLimit.of(50, Duration.ofSeconds(1))));
        long begin = System.nanoTime();
        awaitAll(submit(16, "count", JobOptions.DEFAULTS));
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThan(Duration.ofMillis(299));
    }

    @Test
    void goesOnWhenAJobThatWaitsOrRunsIsCancelled() throws Exception {
        limit(QueueLimits.NONE.withOrder(KeyOrder.BLOCK));
        JobHandle<?> running = first().submit("held", "x");
        awaitState(running, JobState.RUNNING);
        JobHandle<?> waiting = first().submit("held", "x");
        JobHandle<?> last = first().submit("count", "last", JobOptions.DEFAULTS.withKey("key-x"));
        assertThat(waiting.cancel()).isTrue();
        assertThat(running.cancel()).isTrue();
        last.await(LONG);
        assertThat(waiting.state()).isEqualTo(JobState.CANCELLED);
    }

    private void awaitState(JobHandle<?> handle, JobState state) {
        Await.until(handle.id() + " is " + state, () -> handle.state() == state);
    }

    @Test
    void runsAllOnceLimitsAreLifted() throws Exception {
        limit(QueueLimits.NONE.withGlobal(1));
        JobHandle<?> held = first().submit("held", "1");
        awaitState(held, JobState.RUNNING);
        List<JobHandle<?>> others = submit(6, "count", JobOptions.DEFAULTS);
        assertThat(ran).isEmpty();
        limit(QueueLimits.NONE);
        awaitAll(others);
        assertThat(held.state()).isEqualTo(JobState.RUNNING);
    }

    // ---- pauses

    @Test
    void startsNothingOnAnyNodeWhileAQueueIsPausedAndSaysWhoAndWhy() throws Exception {
        assertThat(first().queues().pause("q", "no paper", "ada")).isTrue();
        assertThat(first().queues().pause("q", "again", "bob")).isFalse();
        heard(() -> nodes.stream().allMatch(n -> n.queues().policy("q").pause() != null));
        List<JobHandle<?>> handles = submit(6, "count", JobOptions.DEFAULTS);
        for (Jobs node : nodes) {
            Explanation why = node.explain(handles.getFirst().id()).orElseThrow();
            assertThat(why.kind()).isEqualTo(Kind.PAUSED);
            assertThat(why.sentence()).contains("ada", "no paper");
            assertThat(why.facts()).containsEntry("by", "ada");
            assertThat(node.queues().explain("q").kind()).isEqualTo(Kind.PAUSED);
        }
        assertThat(ran).isEmpty();
        assertThat(nodes.getLast().queues().resume("q", "bob")).isTrue();
        awaitAll(handles);
        assertThat(first().queues().resume("q", "bob")).isFalse();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> first().queues().pause("nowhere", "why", "ada"))
                .hasMessageContaining("nowhere")
                .hasMessageContaining("default, q");
        assertThatThrownBy(() -> first().queues().pause("q", " ", "ada"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> first().queues().limit("q", QueueLimits.NONE, " "))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- who decides

    @Test
    void keepsWhatSomebodyHasSetOverWhatIsDeclaredUntilItIsReset() {
        QueueLimits set = QueueLimits.NONE.withGlobal(7);
        limit(set);
        if (stores.getFirst().runners().isEmpty()) {
            return; // no second life
        }
        QueueLimits declared = QueueLimits.NONE.withGlobal(2);
        Jobs again = start(stores.getFirst(), declared);
        assertThat(again.queues().policy("q").limits()).isEqualTo(set);
        assertThat(again.queues().policy("q").changedBy()).isEqualTo("ada");
        assertThat(again.queues().reset("q", "bob")).isTrue();
        assertThat(again.queues().policy("q").limits()).isEqualTo(declared);
        assertThat(again.queues().policy("q").declared()).isTrue();
    }

    // ---- explanations

    @Test
    void namesWhoHoldsThePlaces() {
        limit(QueueLimits.NONE.withGlobal(1));
        JobHandle<?> holder = first().submit("held", "1");
        awaitState(holder, JobState.RUNNING);
        JobHandle<?> waiting = first().submit("held", "2");
        Explanation why = first().explain(waiting.id()).orElseThrow();
        assertThat(why.kind()).isEqualTo(Kind.GLOBAL);
        assertThat(why.sentence()).contains("1/1 busy", "oldest holder held");
        assertThat(why.facts()).containsEntry("holder", holder.id().value());
        assertThat(first().reason(waiting.id())).contains(why.sentence());
        assertThat(first().queues().explain("q").kind()).isEqualTo(Kind.GLOBAL);
    }

    @Test
    void jobsRunWhereTheQueueWasSentWhileItRuns() throws Exception {
        assertThat(first().<String>submit("where", "").await()).isEqualTo("coroutine10");
        assertThat(first().queues().route("q", new QueueRouting("threaded", 4), "ada")).isTrue();
        assertThat(first().queues().route("q", new QueueRouting("threaded", 4), "ada")).isFalse();
        awaitRoute("threaded", 4);
        for (Jobs node : nodes) {
            assertThat(node.<String>submit("where", "").await()).isEqualTo("threaded4");
        }
        JobOptions urgent = JobOptions.DEFAULTS.withPriority(1);
        assertThat(first().<String>submit("where", "", urgent).await()).isEqualTo("threaded1");
        assertThat(first().queues().policy("q").declared()).as("limits are the same").isTrue();
        first().queues().limit("q", QueueLimits.NONE.withGlobal(3), "ada");
        awaitRoute("threaded", 4);
        assertThat(first().queues().reset("q", "bob")).isTrue();
        awaitRoute("coroutine", 10);
        assertThat(first().<String>submit("where", "").await()).isEqualTo("coroutine10");
        assertThat(first().queues().policy("q").isAsConfigured()).isTrue();
    }

    private void awaitRoute(String engine, int priority) {
        Await.until(
                "every node has queue q on " + engine + " with priority " + priority,
                () ->
                        schedulers.stream()
                                .flatMap(scheduler -> scheduler.outline().queues().stream())
                                .filter(queue -> queue.name().equals("q"))
                                .allMatch(queue ->
                                        queue.engine().equals(engine)
                                                && queue.priority() == priority));
    }

    @Test
    void aQueueGoesToNoEngineThatIsNotThere() {
        assertThatThrownBy(() -> first().queues().route("q", new QueueRouting("steam", 4), "ada"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("engine \"steam\" does not exist; the engines are coroutine, threaded");
        assertThatThrownBy(() -> new QueueRouting(null, 99)).hasMessageContaining("priority 99");
        assertThat(first().queues().policy("q").isAsConfigured()).isTrue();
    }

    @Test
    void namesWhoHoldsThePlacesOfANode() {
        limit(QueueLimits.NONE.withPerNode(1));
        Await.until(
                "every node starts one at a time",
                () -> schedulers.stream().allMatch(JobPolicyContractTests::startsOneAtATime));
        List<JobHandle<?>> jobs =
                submit(
                        3 * nodes.size(),
                        "held",
                        JobOptions.DEFAULTS.withTimeout(Duration.ofMinutes(10)));
        // Whichever nodes take them: two of three wait, each in the line of a node or of all.
        var said = new AtomicReference<Explanation>();
        Await.until(
                "a node says who holds its place",
                () ->
                        nodes.stream()
                                .flatMap(node -> jobs.stream().map(job -> node.explain(job.id())))
                                .flatMap(Optional::stream)
                                .filter(why -> why.kind() == Kind.PER_NODE)
                                .filter(why -> why.facts().containsKey("nextSlotBy"))
                                .peek(said::set)
                                .findFirst()
                                .isPresent());
        Explanation why = said.get();
        assertThat(why.sentence())
                .contains("has 1/1", "; oldest holder held", "next slot at the latest");
        assertThat(jobs.stream().map(job -> job.id().value())).contains(why.facts().get("holder"));
    }

    private static boolean startsOneAtATime(Scheduler scheduler) {
        return scheduler.snapshot().queues().stream()
                .filter(queue -> queue.name().equals("q"))
                .allMatch(queue -> queue.concurrency() == 1);
    }

    @Test
    void namesWhoHoldsTheKey() {
        limit(QueueLimits.NONE.withPerKey(1));
        JobHandle<?> holder = first().submit("held", "1");
        awaitState(holder, JobState.RUNNING);
        JobHandle<?> waiting = first().submit("held", "1");
        Explanation why = first().explain(waiting.id()).orElseThrow();
        assertThat(why.kind()).isEqualTo(Kind.KEY);
        assertThat(why.sentence()).contains("key key-1 is busy, 1/1");
        assertThat(why.facts()).containsEntry("holder", holder.id().value());
    }

    @Test
    void namesTheRetryThatKeepsAKey() {
        limit(QueueLimits.NONE.withOrder(KeyOrder.BLOCK));
        JobOptions slow = JobOptions.DEFAULTS.withKey("k").withRetry(soon(LONG));
        JobHandle<?> bad = first().submit("flaky", "bad", slow);
        awaitState(bad, JobState.AWAITING_RETRY);
        JobHandle<?> next = first().submit("flaky", "b", slow);
        Await.until( // the place is given back after the record was written
                "the order keeps it",
                () -> first().explain(next.id()).orElseThrow().kind() == Kind.ORDER);
        Explanation why = first().explain(next.id()).orElseThrow();
        JobRecord waits = first().find(bad.id()).orElseThrow();
        assertThat(why.sentence()).contains("waits for its retry at " + waits.dueAt());
        assertThat(why.facts()).containsEntry("first", bad.id().value());
    }

    @Test
    void namesTheTimeAtWhichARateAllowsTheNext() throws Exception {
        limit(QueueLimits.NONE.withRate(RateLimit.of(1, Duration.ofHours(1))));
        first().submit("count", "1").await(LONG);
        JobHandle<?> next = first().submit("count", "2");
        Await.until(
                "the rate is told",
                () -> first().explain(next.id()).orElseThrow().kind() == Kind.RATE);
        assertThat(first().explain(next.id()).orElseThrow().sentence())
                .contains("1/h", "next start at");
    }

    @Test
    void saysThatNothingKeepsAQueue() {
        assertThat(first().queues().explain("q").kind()).isEqualTo(Kind.NOTHING);
        assertThatThrownBy(() -> first().queues().explain("nowhere"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- promises

    @Test
    void promisesWhatItsStoreAndItsPolicyGive() {
        limit(QueueLimits.NONE.withGlobal(3).withOrder(KeyOrder.BLOCK));
        Guarantees card = first().queues().guarantees("q");
        boolean durable = stores.getFirst().info().durable();
        assertThat(IntStream.range(0, 5).mapToObj(i -> card.promises().get(i).what()))
                .containsExactly(Subject.values());
        assertThat(card.of(Subject.ORDER).value()).contains("within a key");
        assertThat(card.of(Subject.LOSS_WINDOW).value())
                .isEqualTo(durable ? "no acknowledged job" : "every job that has not ended");
        assertThat(card.of(Subject.DUPLICATES_BOUND).value())
                .contains(durable ? "at most 3" : "none");
    }
}
