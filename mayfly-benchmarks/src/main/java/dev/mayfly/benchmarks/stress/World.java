package dev.mayfly.benchmarks.stress;

import dev.mayfly.engine.wasm.WasmEngine;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.async.AsyncEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.engine.process.LineProtocol;
import dev.mayfly.kernel.engine.process.ProcessEngine;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.time.SystemClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** One scheduler with every engine, and what storms share while it lives. */
final class World {

    static final String COROUTINES = "coroutines";
    static final String THREADS = "threads";
    static final String STAGES = "stages";
    static final String PROGRAMS = "programs";
    static final String SANDBOX = "sandbox";

    /** Every queue there is. */
    static final List<String> QUEUES = List.of(COROUTINES, THREADS, STAGES, PROGRAMS, SANDBOX);

    /** Low enough to be reached by a storm of spawns now and then. */
    private static final int CAP = 4_000;

    private static final int KEYS = 32;
    private static final int REMEMBERED = 512;
    private static final int MOST_SUPERVISORS = 6;
    private static final Duration GRACE = Duration.ofMillis(50);

    private final String marker;
    private final Tally tally;
    private final Scheduler scheduler;

    /** Tasks that anyone may cancel; some have ended. */
    private final AtomicReferenceArray<@Nullable TaskHandle<?>> known =
            new AtomicReferenceArray<>(REMEMBERED);

    /** The run's own thread's. */
    private final Queue<Supervisor> supervisors = new ArrayDeque<>();

    World(CoroutineMode mode, String marker, Tally tally) {
        this.marker = marker;
        this.tally = tally;
        int processors = Runtime.getRuntime().availableProcessors();
        var settings =
                new CarrierSettings(
                        processors,
                        Duration.ofMillis(5),
                        Duration.ofMillis(20), // so that carriers are held many times a minute
                        CarrierSettings.DEFAULT_MAX_SPARES,
                        MovingAverageForecast::new,
                        new SystemClock());
        this.scheduler =
                Scheduler.builder()
                        .engine("c", name -> new CoroutineEngine(name, mode, settings))
                        .engine("t", name -> new ThreadedEngine(name, 4))
                        .engine("a", name -> new AsyncEngine(name, 2))
                        .engine(
                                "p",
                                name ->
                                        new ProcessEngine(
                                                new CoroutineEngine(name, mode, settings),
                                                LineProtocol.none(),
                                                GRACE))
                        .engine(
                                "w",
                                name ->
                                        new WasmEngine(
                                                new ThreadedEngine(name, 2), SandboxStorm.RULES))
                        .queue(COROUTINES, q -> q.engine("c").concurrency(256))
                        .queue(THREADS, q -> q.engine("t").concurrency(8))
                        .queue(STAGES, q -> q.engine("a").concurrency(256))
                        .queue(PROGRAMS, q -> q.engine("p").concurrency(4))
                        .queue(SANDBOX, q -> q.engine("w").concurrency(2))
                        .maxLiveTasks(CAP)
                        .listener(tally)
                        .build();
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Tally tally() {
        return tally;
    }

    /** Stands in the arguments of every program that is started. */
    String marker() {
        return marker;
    }

    /** Submits a task, or does not where there are too many. */
    <R extends @Nullable Object> void submit(
            String queue, SplittableRandom random, TaskOptions options, SchedulableJob<R> job) {
        try {
            know(scheduler.submit(queue, options, job), random);
        } catch (TaskRejectedException e) {
            // the cap, or the shutdown that comes in the middle of a storm
        }
    }

    /** Lets anyone cancel a task. */
    void know(TaskHandle<?> task, SplittableRandom random) {
        known.set(random.nextInt(REMEMBERED), task);
    }

    /** Some task, which may have ended; null where none has been there yet. */
    @Nullable TaskHandle<?> anyone(SplittableRandom random) {
        return known.get(random.nextInt(REMEMBERED));
    }

    /** A key that others signal and wait on too. */
    static Object key(SplittableRandom random) {
        return "key " + random.nextInt(KEYS);
    }

    /** Some time up to a limit. */
    static Duration upTo(SplittableRandom random, int millis) {
        return Duration.ofNanos(1 + random.nextLong(millis * 1_000_000L));
    }

    /** Adds a supervisor; where there are many, the first of them is killed with its tree. */
    void keep(Supervisor supervisor) {
        supervisors.add(supervisor);
        if (supervisors.size() > MOST_SUPERVISORS) {
            supervisors.remove().task().cancel();
        }
    }

    @Nullable Supervisor firstSupervisor() {
        return supervisors.peek();
    }

    /** Lets everything go on and come to its end. */
    void calm() {
        QUEUES.forEach(scheduler::resume);
        while (!supervisors.isEmpty()) {
            supervisors.remove().task().cancel();
        }
        for (int i = 0; i < REMEMBERED; i++) {
            known.set(i, null);
        }
    }
}
