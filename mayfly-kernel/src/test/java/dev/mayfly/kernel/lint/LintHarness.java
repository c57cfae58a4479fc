package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.kernel.time.SystemClock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A scheduler whose tasks run on carriers in real time, and whose lints look when a test moves the
 * clock.
 */
final class LintHarness implements AutoCloseable {

    /**
     * How long a turn must last until the watch tells of it: soon enough for a test, and late
     * enough that what is seen is the test's loop and not the loading of its classes.
     */
    static final Duration SOON = Duration.ofMillis(50);

    /** Longer than any machine stands still: 10 min. */
    static final Duration NEVER = Duration.ofMinutes(10);

    /** Lets go whatever a test holds on to; down when the harness is closed. */
    final CountDownLatch enough = new CountDownLatch(1);

    final TestClock clock = new TestClock();
    final Scheduler scheduler;
    final Lints lints;

    LintHarness(Function<Scheduler, List<LintRule>> rules) {
        this(rules, SOON);
    }

    LintHarness(Function<Scheduler, List<LintRule>> rules, Duration hogLimit) {
        var settings =
                new CarrierSettings(
                        2,
                        Duration.ofMillis(1),
                        hogLimit,
                        8,
                        MovingAverageForecast::new,
                        new SystemClock());
        scheduler =
                Scheduler.builder()
                        .clock(clock)
                        .engine(
                                SchedulerBuilder.COROUTINE,
                                name -> new CoroutineEngine(name, CoroutineMode.OWNED, settings))
                        .queue("q")
                        .queue("native", q -> q.engine(SchedulerBuilder.THREADED))
                        .build();
        lints = Lints.on(scheduler, rules.apply(scheduler));
    }

    /** Waits in real time until the watch tells of a turn. */
    void awaitTurn(Predicate<CarrierHeld.Turn> expected) throws InterruptedException {
        var pool = scheduler.carriers("q").orElseThrow();
        while (pool.heldTurns().stream().noneMatch(expected)) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    /** Waits in real time until no carrier is held. */
    void awaitNone() {
        var pool = scheduler.carriers("q").orElseThrow();
        while (!pool.heldTurns().stream().allMatch(CarrierHeld.Turn::over)) {
            Thread.yield();
        }
    }

    void advance(Duration step) {
        clock.steps.advance(step);
    }

    @Override
    public void close() {
        enough.countDown();
        lints.close();
        scheduler.shutdown(Duration.ZERO);
    }

    /** A stepped clock whose wall time can be set. */
    static final class TestClock implements Clock {
        final SteppableClock steps = new SteppableClock();
        volatile Duration offset = Duration.ZERO;

        @Override
        public long nanoTime() {
            return steps.nanoTime();
        }

        @Override
        public Instant wallTime() {
            return steps.wallTime().plus(offset);
        }

        @Override
        public Alarm alarm(String name, Runnable action) {
            return steps.alarm(name, action);
        }
    }
}
