package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.engine.async.AsyncEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The test of the test: engines with one fault each, which the contract suite must find. */
class EngineContractFaultTests {

    @Test
    void findsAnEngineThatIgnoresPriorities() {
        assertFails(
                NoPriorities.class,
                "startsTheMostUrgentFirstAndEqualsInOrderOfSubmission",
                "wakesTheMostUrgentFirst");
    }

    @Test
    void findsAnEngineThatRunsMoreAtOnceThanItSays() {
        assertFails(TooMany.class, "neverGivesMoreTasksTheirTurnThanItsParallelism");
    }

    @Test
    void findsAnEngineThatPromisesWhatItCannotDo() {
        assertFails(Boaster.class, "letsEqualsRunOnYieldAndReturnsAtOnceWhereThereAreNone");
    }

    /**
     * Run until it fails, or the time is up: a stage may end before the engine has looked whether
     * its task is suspended, and then nothing is lost.
     */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void findsAnEngineThatLosesTasksWithoutAStack() {
        List<String> failed = failed(Forgetful.class, "aTaskEndsWhenItsStageDoes");
        while (failed.isEmpty()) {
            failed = failed(Forgetful.class, "aTaskEndsWhenItsStageDoes");
        }
    }

    @Test
    void findsAnEngineThatTakesItsFacilityAwayFromSome() {
        assertFails(Miser.class, "grantsTheFacilitiesThatItSays");
    }

    @Test
    void findsAnEngineWhereParentsHoldUpTheirChildren() {
        assertFails(Stubborn.class, "joinsTasksHoweverFewPlacesThereAre");
    }

    @Test
    void findsAnEngineThatTellsTheThreadOfATaskThatHasEnded() {
        assertFails(Clinging.class, "neverShowsTheFramesOfAnotherTask");
    }

    /** Runs only what has to fail: what waits for a lost task does so for minutes. */
    private static void assertFails(Class<?> suite, String... tests) {
        assertThat(failed(suite, tests)).containsExactlyInAnyOrder(tests);
    }

    private static List<String> failed(Class<?> suite, String... tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(
                        Stream.of(tests)
                                .map(test -> selectMethod(suite, test))
                                .toArray(DiscoverySelector[]::new))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .toList();
    }

    static final class NoPriorities extends EngineContractTests {
        @Override
        protected Engine newEngine(String name, int parallelism) {
            return new Wrapped(new CoroutineEngine(name, parallelism)) {
                @Override
                public Execution prepare(TaskBody body) {
                    return super.prepare(new Flattened(body));
                }
            };
        }
    }

    static final class TooMany extends EngineContractTests {
        @Override
        protected Engine newEngine(String name, int parallelism) {
            return new CoroutineEngine(name, parallelism + 1);
        }
    }

    static final class Boaster extends EngineContractTests {
        @Override
        protected Engine newEngine(String name, int parallelism) {
            return new Wrapped(new ThreadedEngine(name, parallelism)) {
                @Override
                public EngineSnapshot snapshot() {
                    EngineSnapshot honest = super.snapshot();
                    return new EngineSnapshot(
                            honest.name(),
                            honest.mode(),
                            new EngineCapabilities(false, true, false),
                            honest.parallelism(),
                            honest.running(),
                            honest.ready(),
                            honest.details());
                }
            };
        }
    }

    static final class Forgetful extends EngineContractTests {
        @Override
        protected Engine newEngine(String name, int parallelism) {
            return new Wrapped(new AsyncEngine(name, parallelism)) {
                @Override
                public Execution prepare(TaskBody body) {
                    return super.prepare(
                            new Flattened(body) {
                                @Override
                                public boolean isSuspended() {
                                    return false;
                                }
                            });
                }
            };
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    static final class Miser extends EngineContractTests {
        @Override
        protected Engine newEngine(String name, int parallelism) {
            return new Wrapped(new CoroutineEngine(name, parallelism)) {
                @Override
                public EngineCapabilities capabilities() {
                    return super.capabilities().granting(Runnable.class);
                }

                @Override
                public EngineSnapshot snapshot() {
                    EngineSnapshot honest = super.snapshot();
                    return new EngineSnapshot(
                            honest.name(),
                            honest.mode(),
                            capabilities(),
                            honest.parallelism(),
                            honest.running(),
                            honest.ready(),
                            honest.details());
                }
            };
        }
    }

    static final class Stubborn extends EngineContractTests {
        @Override
        protected Engine newEngine(String name, int parallelism) {
            return new Wrapped(new ThreadedEngine(name, parallelism)) {
                @Override
                public Execution prepare(TaskBody body) {
                    return new Keeping(super.prepare(body));
                }
            };
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(200);
        }
    }

    static final class Clinging extends EngineContractTests {
        @Override
        protected Engine newEngine(String name, int parallelism) {
            return new Wrapped(new ThreadedEngine(name, parallelism)) {
                @Override
                public Execution prepare(TaskBody body) {
                    return new Remembering(super.prepare(body));
                }
            };
        }
    }

    /** Tells the thread it had, once it has none. */
    private static final class Remembering extends Keeping {

        private volatile @Nullable Thread last;

        Remembering(Execution execution) {
            super(execution);
        }

        @Override
        public @Nullable Thread thread() {
            Thread now = super.thread();
            if (now != null) {
                last = now;
            }
            return last;
        }
    }

    /** Does not look at what a task is blocked for. */
    private static class Keeping implements Execution {

        private final Execution execution;

        Keeping(Execution execution) {
            this.execution = execution;
        }

        @Override
        public void start() {
            execution.start();
        }

        @Override
        public void block() {
            execution.block();
        }

        @Override
        public void resume() {
            execution.resume();
        }

        @Override
        public void yield() {
            execution.yield();
        }

        @Override
        public void interrupt() {
            execution.interrupt();
        }

        @Override
        public @Nullable Thread thread() {
            return execution.thread();
        }
    }

    private static class Wrapped implements Engine {

        private final Engine engine;

        Wrapped(Engine engine) {
            this.engine = engine;
        }

        @Override
        public String name() {
            return engine.name();
        }

        @Override
        public EngineCapabilities capabilities() {
            return engine.capabilities();
        }

        @Override
        public Execution prepare(TaskBody body) {
            return engine.prepare(body);
        }

        @Override
        public <R> R around(TaskContext task, Callable<R> body) throws Exception {
            return engine.around(task, body);
        }

        @Override
        public EngineSnapshot snapshot() {
            return engine.snapshot();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    private static class Flattened implements TaskBody {

        private final TaskBody body;

        Flattened(TaskBody body) {
            this.body = body;
        }

        @Override
        public TaskId id() {
            return body.id();
        }

        @Override
        public String name() {
            return body.name();
        }

        @Override
        public int priority() {
            return 10;
        }

        @Override
        public boolean isSuspended() {
            return body.isSuspended();
        }

        @Override
        public void run() {
            body.run();
        }

        @Override
        public void fail(Throwable cause) {
            body.fail(cause);
        }
    }
}
