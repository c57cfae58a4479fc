package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Random loads that are shut down at a random moment, with a random time to drain in: what can end
 * in time does, the rest is cancelled; supervisors come after the tasks, system tasks flush last;
 * the report counts right; and everything happens once.
 */
@Timeout(300)
class ShutdownPropertyTests {

    private static final int LOADS = 150;

    /** What one task does; its times in seconds since its start, which is the beginning of all. */
    private sealed interface Work {
        record Sleeps(int seconds) implements Work {}

        record WaitsForEver() implements Work {}

        /** Sleeps, and then has a child that sleeps, which it joins. */
        record Spawns(int seconds, int child) implements Work {}

        /** In a queue that is paused. */
        record IsHeldBack() implements Work {}
    }

    private record Load(List<Work> works, int supervisors, int systems, int moment, int timeout) {}

    private static Load random(long seed) {
        var random = new SplittableRandom(seed);
        List<Work> works = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            works.add(
                    switch (random.nextInt(8)) {
                        case 0 -> new Work.WaitsForEver();
                        case 1 -> new Work.IsHeldBack();
                        case 2, 3 -> new Work.Spawns(odd(random), odd(random) + 1);
                        default -> new Work.Sleeps(odd(random));
                    });
        }
        int supervisors = random.nextInt(3);
        // Without any time, how far supervisors get before they are cancelled is anybody's guess.
        int timeout = even(random) + (supervisors > 0 ? 2 : 0);
        return new Load(works, supervisors, random.nextInt(3), even(random), timeout);
    }

    /** Ends come at odd seconds, moments and time-outs at even ones: never at the same time. */
    private static int odd(SplittableRandom random) {
        return 2 * random.nextInt(10) + 1;
    }

    private static int even(SplittableRandom random) {
        return 2 * random.nextInt(8);
    }

    // ---- the model

    /** When a task ends by itself, in seconds; null for never. */
    private static @Nullable Integer endOf(Work work) {
        return switch (work) {
            case Work.Sleeps(int seconds) -> seconds;
            case Work.Spawns(int seconds, int child) -> seconds + child;
            case Work.WaitsForEver w -> null;
            case Work.IsHeldBack h -> null;
        };
    }

    private static boolean endsBy(Work work, int second) {
        Integer end = endOf(work);
        return end != null && end <= second;
    }

    // ---- the run

    private static final class Run implements AutoCloseable {

        final SteppableClock clock = new SteppableClock();
        final ConcurrentLinkedQueue<KernelEvent> events = new ConcurrentLinkedQueue<>();
        final AtomicInteger flushed = new AtomicInteger();
        final List<TaskHandle<?>> tasks = new ArrayList<>();
        final List<ShutdownReport> reports = new ArrayList<>();
        final Scheduler scheduler =
                Scheduler.builder()
                        .clock(clock)
                        .listener(events::add)
                        .queue("default")
                        .queue("held")
                        .build();
        boolean refused;

        void play(Load load) throws Exception {
            scheduler.pause("held");
            for (int i = 0; i < load.systems(); i++) {
                scheduler.spawnSystem("flusher", this::flush);
            }
            for (int i = 0; i < load.supervisors(); i++) {
                scheduler.supervise(
                        "supervisor", s -> s.child(ChildSpec.worker("child", Run::forEver)));
            }
            for (Work work : load.works()) {
                String queue = work instanceof Work.IsHeldBack ? "held" : "default";
                tasks.add(scheduler.submit(queue, task -> run(task, work)));
            }
            advance(load.moment());
            List<CompletableFuture<ShutdownReport>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) { // whoever comes first
                all.add(
                        CompletableFuture.supplyAsync(
                                () -> scheduler.shutdown(Duration.ofSeconds(load.timeout()))));
            }
            Eventually.await("it has begun", () -> !scheduler.snapshot().accepting());
            refused = refuses();
            // Not past the deadline, from when on time does not matter any more.
            var left = new AtomicInteger(load.timeout());
            Eventually.await(
                    "it is over",
                    () -> {
                        boolean over = all.stream().allMatch(CompletableFuture::isDone);
                        if (!over && left.get() > 0 && isSettled() && isShutdownWaiting()) {
                            left.decrementAndGet();
                            clock.advance(Duration.ofSeconds(1));
                        }
                        return over;
                    });
            all.forEach(report -> reports.add(report.join()));
        }

        private boolean refuses() {
            try {
                scheduler.spawn(task -> 1);
                return false;
            } catch (TaskRejectedException e) {
                return true;
            }
        }

        private void advance(int seconds) {
            for (int i = 0; i < seconds; i++) {
                Eventually.await("all wait", this::isSettled);
                clock.advance(Duration.ofSeconds(1));
            }
            Eventually.await("all wait", this::isSettled);
        }

        private @Nullable List<String> before;

        /** Whether nothing moves while time stands still: so in two looks, one after the other. */
        private boolean isSettled() {
            KernelSnapshot now = scheduler.snapshot();
            List<String> runs =
                    now.tasks().stream().map(t -> t.id() + " " + t.runs() + t.state()).toList();
            boolean same = runs.equals(before);
            before = runs;
            return same && now.tasks().stream().allMatch(Run::isWaiting);
        }

        /** Whether somebody waits for ends who is no task: the shutdown, its limit being set. */
        private boolean isShutdownWaiting() {
            KernelSnapshot now = scheduler.snapshot();
            long tasks = now.tasks().stream().filter(t -> t.reason().contains(" to end")).count();
            return now.waits().joins() > tasks;
        }

        private static boolean isWaiting(TaskSnapshot task) {
            return task.state() == TaskState.WAITING
                    || task.state() == TaskState.SLEEPING
                    || task.queue().equals("held");
        }

        private static int run(TaskContext task, Work work) {
            switch (work) {
                case Work.Sleeps(int seconds) -> task.sleep(Duration.ofSeconds(seconds));
                case Work.Spawns(int seconds, int child) -> {
                    task.sleep(Duration.ofSeconds(seconds));
                    task.join(
                            task.spawn(c -> {
                                c.sleep(Duration.ofSeconds(child));
                                return 1;
                            }));
                }
                case Work.WaitsForEver w -> forEver(task);
                case Work.IsHeldBack h -> throw new AssertionError("its queue is paused");
            }
            return 1;
        }

        private static int forEver(TaskContext task) {
            task.awaitSignal("never");
            return 1;
        }

        private int flush(TaskContext task) {
            try {
                return forEver(task);
            } catch (TaskCancelledException e) {
                flushed.incrementAndGet();
                throw e;
            }
        }

        @Override
        public void close() {
            scheduler.shutdown(Duration.ZERO);
        }
    }

    // ---- the properties

    private record Outcome(
            List<TaskState> states,
            List<ShutdownReport> reports,
            List<KernelEvent> events,
            int flushed,
            boolean refused) {}

    private static Outcome run(Load load) {
        try (var run = new Run()) {
            run.play(load);
            return new Outcome(
                    run.tasks.stream().map(TaskHandle::state).toList(),
                    run.reports,
                    List.copyOf(run.events),
                    run.flushed.get(),
                    run.refused);
        } catch (Exception e) {
            throw new AssertionError(load.toString(), e);
        }
    }

    private static List<String> problems(Load load, Outcome outcome) {
        List<String> problems = new ArrayList<>();
        int end = load.moment() + load.timeout();
        int cancelled = 0;
        for (int i = 0; i < load.works().size(); i++) {
            Work work = load.works().get(i);
            boolean ends = endsBy(work, end);
            TaskState expected = ends ? TaskState.COMPLETED : TaskState.CANCELLED;
            if (outcome.states().get(i) != expected) {
                problems.add(work + " is " + outcome.states().get(i) + ", not " + expected);
            }
            cancelled += ends ? 0 : 1;
            // Its child is a task too, and alive with its parent.
            cancelled += !ends && work instanceof Work.Spawns(int s, int c) && s <= end ? 1 : 0;
        }
        ShutdownReport report = outcome.reports().getFirst();
        if (report.cancelled() != cancelled) {
            problems.add("%d were cancelled, not %d".formatted(report.cancelled(), cancelled));
        }
        if ((report.outcome() == ShutdownReport.Outcome.CLEAN) != (cancelled == 0)) {
            problems.add("it ended as " + report.outcome());
        }
        if (!outcome.reports().stream().allMatch(report::equals)) {
            problems.add("the reports differ");
        }
        if (!outcome.refused()) {
            problems.add("a task was accepted");
        }
        if (outcome.flushed() != load.systems()) {
            problems.add("%d of %d flushed".formatted(outcome.flushed(), load.systems()));
        }
        problems.addAll(orderProblems(outcome.events()));
        return problems;
    }

    /** What a shutdown goes through, in this order; what is left out is of no matter. */
    private enum Stage {
        BEGUN,
        SUPERVISOR_ENDED,
        SYSTEM_TASK_EXITED,
        COMPLETED
    }

    private static @Nullable Stage stage(KernelEvent event) {
        return switch (event) {
            case KernelEvent.ShutdownBegun e -> Stage.BEGUN;
            case KernelEvent.SupervisorEnded e -> Stage.SUPERVISOR_ENDED;
            case KernelEvent.SystemTaskExited e -> Stage.SYSTEM_TASK_EXITED;
            case KernelEvent.ShutdownCompleted e -> Stage.COMPLETED;
            default -> null;
        };
    }

    private static List<String> orderProblems(List<KernelEvent> events) {
        List<String> problems = new ArrayList<>();
        Map<Object, Integer> ends = new HashMap<>();
        Map<Stage, Integer> stages = new LinkedHashMap<>();
        Stage last = Stage.BEGUN;
        for (KernelEvent event : events) {
            if (event instanceof KernelEvent.TaskFinished finished) {
                ends.merge(finished.id(), 1, Integer::sum);
                if (last.compareTo(Stage.SYSTEM_TASK_EXITED) >= 0) {
                    problems.add("a task ended after a system task");
                }
            }
            Stage stage = stage(event);
            if (stage != null) {
                stages.merge(stage, 1, Integer::sum);
                if (stage.compareTo(last) < 0) {
                    problems.add(stage + " after " + last);
                }
                last = stage;
            }
        }
        ends.forEach((id, times) -> {
            if (times != 1) {
                problems.add(id + " ended " + times + " times");
            }
        });
        if (stages.get(Stage.BEGUN) != 1
                || !Integer.valueOf(1).equals(stages.get(Stage.COMPLETED))) {
            problems.add("it began and ended " + stages);
        }
        return problems;
    }

    @Test
    void holdsForRandomLoads() {
        for (long seed = 0; seed < LOADS; seed++) {
            Load load = random(seed);
            List<String> problems = problems(load, run(load));
            if (!problems.isEmpty()) {
                Load smallest = shrink(load, l -> !problems(l, run(l)).isEmpty());
                throw new AssertionError(
                        "seed %d: %s; shrunk to %s: %s"
                                .formatted(
                                        seed,
                                        problems,
                                        smallest,
                                        problems(smallest, run(smallest))));
            }
        }
    }

    @Test
    void theLoadsReachEveryRule() {
        int clean = 0;
        for (long seed = 0; seed < LOADS; seed++) {
            Load load = random(seed);
            int end = load.moment() + load.timeout();
            clean += load.works().stream().allMatch(work -> endsBy(work, end)) ? 1 : 0;
        }
        assertThat(clean).isBetween(LOADS / 10, LOADS - LOADS / 10);
    }

    /** The planted kernel runs another load than it was given. */
    private static Load caught(Function<Load, Load> fault) {
        Predicate<Load> broken = load -> !problems(load, run(fault.apply(load))).isEmpty();
        for (long seed = 0; seed < LOADS; seed++) {
            if (broken.test(random(seed))) {
                return shrink(random(seed), broken);
            }
        }
        throw new AssertionError("not caught by " + LOADS + " loads");
    }

    @Test
    void catchesAShutdownThatGivesLessTimeAndShrinksItToOneTask() {
        Load smallest = caught(load -> new Load(load.works(), 0, load.systems(), load.moment(), 0));
        assertThat(smallest.works())
                .as("%s %s", smallest, problems(smallest, run(smallest)))
                .hasSize(1);
    }

    @Test
    void catchesASystemTaskThatDoesNotFlush() {
        Load smallest =
                caught(load ->
                        new Load(
                                load.works(),
                                load.supervisors(),
                                Math.min(1, load.systems()),
                                load.moment(),
                                load.timeout()));
        assertThat(smallest.works()).isEmpty();
        assertThat(smallest.systems()).isEqualTo(2);
    }

    @Test
    void catchesStepsOutOfOrderAndThoseThatComeTwice() {
        Load load = new Load(List.of(new Work.Sleeps(1)), 1, 1, 0, 4);
        Outcome outcome = run(load);
        assertThat(problems(load, outcome)).isEmpty();
        List<KernelEvent> events = outcome.events();
        assertThat(orderProblems(events.reversed())).isNotEmpty();
        for (int i = 0; i < events.size(); i++) {
            List<KernelEvent> faulty = new ArrayList<>(events);
            faulty.add(events.get(i));
            boolean matters =
                    events.get(i) instanceof KernelEvent.TaskFinished
                            || stage(events.get(i)) != null;
            assertThat(orderProblems(faulty).isEmpty()).isEqualTo(!matters);
        }
    }

    private static Load shrink(Load load, Predicate<Load> fails) {
        for (int i = 0; i < load.works().size(); i++) {
            List<Work> fewer = new ArrayList<>(load.works());
            fewer.remove(i);
            Load smaller =
                    new Load(
                            fewer,
                            load.supervisors(),
                            load.systems(),
                            load.moment(),
                            load.timeout());
            if (fails.test(smaller)) {
                return shrink(smaller, fails);
            }
        }
        return load;
    }
}
