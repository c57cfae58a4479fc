package dev.mayfly.jobs;

import static dev.mayfly.jobs.Harness.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.jobs.handler.JobHandler;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.RecurringRules;
import dev.mayfly.jobs.schedule.RecurringRules.CatchUp;
import dev.mayfly.jobs.schedule.RecurringRules.Overlap;
import dev.mayfly.jobs.schedule.Schedule;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.memory.MemoryJobStore;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What becomes of runs that come at a bad time; the rules that hold by default: RecurringTests. */
class RecurringRulesTests {

    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final Schedule TEN_MINUTES = Schedule.every(PERIOD);
    private static final RecurringRules DEFAULT = RecurringRules.DEFAULT;

    /** Runs until it is signalled, and counts how many run beside each other. */
    private final AtomicInteger running = new AtomicInteger();

    private final AtomicInteger most = new AtomicInteger();

    private final JobHandler<String, String> untilTold =
            (payload, job) -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                try {
                    job.task().awaitSignal(job.id());
                } finally {
                    running.decrementAndGet();
                }
                return "";
            };

    private static void schedule(Harness h, Schedule schedule, RecurringRules rules) {
        h.jobs.recurring().schedule("job", "job", schedule, "x", JobOptions.DEFAULTS, rules);
    }

    private static List<JobRecord> runs(Harness h) {
        return h.jobs.query(JobQuery.ALL.withLimit(1_000)).jobs().reversed();
    }

    private static RecurringJob recurring(Harness h) {
        return h.jobs.recurring().find("job").orElseThrow();
    }

    private static List<String> times(Harness h) {
        return runs(h).stream()
                .map(run -> run.envelope().options().labels().get("mayfly.scheduled-for"))
                .map(time -> time.substring(11, 16))
                .toList();
    }

    private static void end(Harness h, int run) {
        JobId id = runs(h).get(run).id();
        h.scheduler.signal(id);
        Harness.until("run " + run + " has ended", () -> h.state(id).isTerminal());
    }

    private void awaitRunning(int count) {
        Harness.until(count + " run", () -> running.get() == count);
    }

    // ---- overlap

    @Test
    void buffersOneRunUntilTheOneBeforeHasEnded() {
        try (var h = Harness.of("job", untilTold)) {
            schedule(h, TEN_MINUTES, DEFAULT.withOverlap(Overlap.BUFFER_ONE));
            h.step(PERIOD);
            awaitRunning(1);
            h.step(PERIOD);
            Harness.until("one waits", () -> recurring(h).waiting().size() == 1);
            h.step(PERIOD);
            Harness.until("one is skipped", () -> recurring(h).skipped() == 1);
            assertThat(runs(h)).hasSize(1);
            end(h, 0);
            Harness.until("the one that waited runs", () -> runs(h).size() == 2);
            assertThat(recurring(h).waiting()).isEmpty();
            assertThat(times(h)).containsExactly("00:10", "00:20");
            assertThat(recurring(h).nextRun()).isEqualTo("2026-01-01T00:40:00Z");
        }
    }

    @Test
    void buffersAllRunsAndRunsThemOneAfterTheOther() {
        try (var h = Harness.of("job", untilTold)) {
            schedule(h, TEN_MINUTES, DEFAULT.withOverlap(Overlap.BUFFER_ALL));
            for (int i = 0; i < 4; i++) {
                h.step(PERIOD);
            }
            Harness.until("three wait", () -> recurring(h).waiting().size() == 3);
            for (int i = 0; i < 4; i++) {
                int run = i;
                Harness.until("run " + i + " is there", () -> runs(h).size() == run + 1);
                awaitRunning(1);
                end(h, i);
            }
            Harness.until("none waits", () -> recurring(h).waiting().isEmpty());
            assertThat(times(h)).containsExactly("00:10", "00:20", "00:30", "00:40");
            assertThat(most).hasValue(1);
            assertThat(recurring(h).skipped()).isZero();
        }
    }

    @Test
    void cancelsTheOneThatRunsAndThenRunsTheNewest() {
        try (var h = Harness.of("job", untilTold)) {
            schedule(h, TEN_MINUTES, DEFAULT.withOverlap(Overlap.CANCEL_OTHER));
            h.step(PERIOD);
            awaitRunning(1);
            h.step(PERIOD);
            Harness.until("the second is there", () -> runs(h).size() == 2);
            h.awaitState(h.jobs.handle(runs(h).getFirst().id()).orElseThrow(), JobState.CANCELLED);
            awaitRunning(1);
            assertThat(times(h)).containsExactly("00:10", "00:20");
            assertThat(most).hasValue(1);
        }
    }

    /** Nobody tells of an end twice, and whoever writes that a run waits has looked before. */
    @Test
    void anEndThatComesWhileItIsWrittenThatARunWaitsIsNotMissed() {
        var store = new HeldStore();
        try (var h = new Harness(jobs -> jobs.define(text("job", untilTold)).store(store.store))) {
            store.beforeWaiting = () -> Harness.until("only this runs", () -> tasks(h) == 1);
            schedule(h, TEN_MINUTES, DEFAULT.withOverlap(Overlap.CANCEL_OTHER));
            h.step(PERIOD);
            awaitRunning(1);
            h.step(PERIOD);
            Harness.until("the second is there", () -> runs(h).size() == 2);
            assertThat(times(h)).containsExactly("00:10", "00:20");
        }
    }

    private static int tasks(Harness h) {
        return h.scheduler.snapshot().tasks().size();
    }

    /** A store that takes its time before it keeps that a run waits. */
    private static final class HeldStore implements InvocationHandler {

        private final JobStore memory = new MemoryJobStore();
        private final JobStore store =
                (JobStore)
                        Proxy.newProxyInstance(
                                JobStore.class.getClassLoader(),
                                new Class<?>[] {JobStore.class},
                                this);
        private volatile Runnable beforeWaiting = () -> {};

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
                throws Throwable {
            if (args != null && args[0] instanceof RecurringJob job && !job.waiting().isEmpty()) {
                beforeWaiting.run();
            }
            try {
                return method.invoke(memory, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    @Test
    void letsRunsOverlapIfToldTo() {
        try (var h = Harness.of("job", untilTold)) {
            schedule(h, TEN_MINUTES, DEFAULT.withOverlap(Overlap.ALLOW_ALL));
            h.step(PERIOD);
            h.step(PERIOD);
            h.step(PERIOD);
            awaitRunning(3);
            assertThat(recurring(h).skipped()).isZero();
        }
    }

    @Test
    void aRunThatWaitsWaitsForTheEndOfAPauseToo() {
        try (var h = Harness.of("job", untilTold)) {
            schedule(h, TEN_MINUTES, DEFAULT.withOverlap(Overlap.BUFFER_ONE));
            h.step(PERIOD);
            awaitRunning(1);
            h.step(PERIOD);
            Harness.until("one waits", () -> recurring(h).waiting().size() == 1);
            h.jobs.recurring().pause("job", "no more today", "ada");
            end(h, 0);
            h.step(PERIOD);
            assertThat(runs(h)).hasSize(1);
            h.jobs.recurring().resume("job", "Ada");
            h.step(Duration.ofSeconds(1));
            Harness.until("the one that waited runs", () -> runs(h).size() == 2);
        }
    }

    // ---- missed runs

    /** The process is away for a while, and another one takes over its store. */
    private static void away(
            Duration time, Schedule schedule, RecurringRules rules, Consumer<Harness> then) {
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            schedule(h, schedule, rules);
            h.settle();
            h.jobs.close();
            h.clock.advance(time);
            try (Jobs later =
                    Jobs.builder(h.scheduler)
                            .store(h.jobs.store())
                            .define(Harness.text("job", (payload, job) -> payload))
                            .build()) {
                then.accept(h);
            }
        }
    }

    @Test
    void makesUpForEachMissedRunWithinTheWindow() {
        for (Schedule schedule :
                List.of(TEN_MINUTES, Schedule.cron("*/10 * * * *", ZoneOffset.UTC))) {
            RecurringRules rules =
                    DEFAULT.withCatchUp(CatchUp.ALL)
                            .withOverlap(Overlap.ALLOW_ALL)
                            .withCatchUpWindow(Duration.ofMinutes(30));
            away(
                    Duration.ofMinutes(65),
                    schedule,
                    rules,
                    h -> {
                        Harness.until("three have run", () -> recurring(h).runs() == 3);
                        assertThat(times(h)).containsExactly("00:40", "00:50", "01:00");
                        assertThat(recurring(h).missed()).isEqualTo(3);
                        assertThat(recurring(h).nextRun()).isEqualTo("2026-01-01T01:10:00Z");
                    });
        }
    }

    @Test
    void makesUpForMoreThanAHundredRunsToo() {
        RecurringRules rules = DEFAULT.withCatchUp(CatchUp.ALL).withOverlap(Overlap.ALLOW_ALL);
        away(
                PERIOD.multipliedBy(250),
                TEN_MINUTES,
                rules,
                h -> {
                    Harness.until("all have run", () -> recurring(h).runs() == 250);
                    assertThat(recurring(h).missed()).isZero();
                });
    }

    @Test
    void makesUpForNoneIfToldTo() {
        RecurringRules rules = DEFAULT.withCatchUp(CatchUp.NONE);
        away(
                Duration.ofMinutes(65),
                TEN_MINUTES,
                rules,
                h -> {
                    Harness.until("all are counted", () -> recurring(h).missed() == 6);
                    assertThat(runs(h)).isEmpty();
                    h.step(Duration.ofMinutes(5));
                    Harness.until("the next runs", () -> recurring(h).runs() == 1);
                });
        away(
                PERIOD.plusSeconds(59),
                TEN_MINUTES,
                rules,
                h -> {
                    Harness.until("what is a little late runs", () -> recurring(h).runs() == 1);
                });
    }

    @Test
    void forgetsRunsThatAreOlderThanTheWindow() {
        RecurringRules rules = DEFAULT.withCatchUpWindow(Duration.ofMinutes(4));
        away(
                Duration.ofMinutes(65),
                TEN_MINUTES,
                rules,
                h -> {
                    Harness.until("all are counted", () -> recurring(h).missed() == 6);
                    assertThat(runs(h)).isEmpty();
                });
        away(
                Duration.ofMinutes(63),
                TEN_MINUTES,
                rules,
                h -> {
                    Harness.until("the last is young enough", () -> recurring(h).runs() == 1);
                    assertThat(recurring(h).missed()).isEqualTo(5);
                });
    }

    // ---- spread

    @Test
    void startsLaterByAShareThatEveryProcessComputesAlike() {
        RecurringRules rules = DEFAULT.withSpread(Duration.ofMinutes(5));
        Instant run = Instant.parse("2026-01-01T00:10:00Z");
        Instant start = rules.start("job", run);
        assertThat(start).isEqualTo(rules.start("job", run)).isBetween(run, run.plusSeconds(299));
        assertThat(rules.start("other", run)).isNotEqualTo(start);
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            schedule(h, TEN_MINUTES, rules);
            assertThat(h.jobs.recurring().next("job", 2))
                    .containsExactly(start, rules.start("job", run.plus(PERIOD)));
            h.step(start.minusNanos(1));
            assertThat(runs(h)).isEmpty();
            assertThat(h.jobs.recurring().next("job", 1)).containsExactly(start);
            h.step(Duration.ofNanos(1));
            Harness.until("it runs", () -> recurring(h).runs() == 1);
            assertThat(times(h)).containsExactly("00:10");
        }
    }

    @Test
    void spreadsTheStartsOfManyJobsEvenly() {
        RecurringRules rules = DEFAULT.withSpread(Duration.ofSeconds(100));
        Instant run = Instant.parse("2026-01-01T00:00:00Z");
        int[] tenths = new int[10];
        for (int i = 0; i < 10_000; i++) {
            long late = Duration.between(run, rules.start("job-" + i, run)).toSeconds();
            tenths[(int) late / 10]++;
        }
        assertThat(IntStream.of(tenths)).allMatch(count -> count > 850 && count < 1_150);
    }

    // ---- bad input

    @Test
    void refusesRulesThatMakeNoSense() {
        assertThatThrownBy(() -> DEFAULT.withCatchUpWindow(Duration.ZERO))
                .hasMessageContaining("catch-up window PT0S is not positive")
                .hasMessageContaining("CatchUp.NONE");
        assertThatThrownBy(() -> DEFAULT.withSpread(Duration.ofSeconds(-1)))
                .hasMessageContaining("spread PT-1S is negative");
        try (var h = Harness.of("job", (payload, job) -> payload)) {
            assertThatThrownBy(() ->
                            schedule(h, TEN_MINUTES, DEFAULT.withSpread(Duration.ofMinutes(10))))
                    .hasMessageContaining("spread PT10M is not shorter than the time between");
            assertThat(h.jobs.recurring().list()).isEmpty();
        }
    }
}
