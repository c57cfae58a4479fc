package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.SteppableClock;
import dev.mayfly.test.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import java.time.Duration;

/** A scheduler whose only queue, {@code q}, is on the engine under test, with stepped time. */
abstract class EngineHarness {

    static final Duration LONG = Duration.ofHours(1);

    final SteppableClock clock = new SteppableClock();
    Scheduler scheduler;
    EngineCapabilities capabilities;

    EngineHarness() {
        scheduler = Scheduler.builder().build();
        scheduler.shutdown(Duration.ZERO);
        capabilities = new EngineCapabilities(false, false, false);
    }

    /**
     * Makes the engine under test.
     *
     * @param name the name to give it
     * @param parallelism how many tasks may have their turn at once
     * @return a new engine
     */
    protected abstract Engine newEngine(String name, int parallelism);

    /**
     * How much real time a test awaits what should be there at once; a subclass with an engine that
     * is known to be faulty makes it short.
     *
     * @return {@link Await#LIMIT}
     */
    protected Duration patience() {
        return Await.LIMIT;
    }

    @BeforeEach
    void start() {
        use(1);
    }

    @AfterEach
    void stop() {
        scheduler.shutdown(Duration.ZERO);
    }

    final void use(int parallelism) {
        scheduler.shutdown(Duration.ZERO);
        scheduler =
                Scheduler.builder()
                        .clock(clock)
                        .engine("e", name -> newEngine(name, parallelism))
                        .queue("q", q -> q.engine("e"))
                        .build();
        capabilities = engine().capabilities();
    }

    final <R> TaskHandle<R> submit(SchedulableJob<R> job) {
        return scheduler.submit("q", job);
    }

    final EngineSnapshot engine() {
        return scheduler.snapshot().engines().stream()
                .filter(e -> e.name().equals("e"))
                .findFirst()
                .orElseThrow();
    }

    final void assertQuiet() {
        Await.until("no task is left on the engine", patience(), () -> engine().running() == 0);
        assertThat(engine().ready()).isZero();
        assertThat(scheduler.snapshot().tasks()).isEmpty();
    }

    final void await(TaskHandle<?> task, TaskState state) {
        Await.until(task.id() + " is " + state, patience(), () -> task.state() == state);
    }

    final void awaitEnd(TaskHandle<?> task) {
        Await.until(task.id() + " ends", patience(), task::isDone);
    }
}
