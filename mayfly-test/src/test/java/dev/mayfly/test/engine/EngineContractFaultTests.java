package dev.mayfly.test.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;
import dev.mayfly.kernel.task.TaskId;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.util.List;

/** The test of the test: engines with one fault each, which the contract suite must find. */
class EngineContractFaultTests {

    @Test
    void findsAnEngineThatIgnoresPriorities() {
        assertThat(failures(NoPriorities.class))
                .contains(
                        "startsTheMostUrgentFirstAndEqualsInOrderOfSubmission",
                        "wakesTheMostUrgentFirst");
    }

    @Test
    void findsAnEngineThatRunsMoreAtOnceThanItSays() {
        assertThat(failures(TooMany.class))
                .contains("neverGivesMoreTasksTheirTurnThanItsParallelism");
    }

    @Test
    void findsAnEngineThatPromisesWhatItCannotDo() {
        assertThat(failures(Boaster.class))
                .contains("letsEqualsRunOnYieldAndReturnsAtOnceWhereThereAreNone");
    }

    private static List<String> failures(Class<?> suite) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(suite))
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
        public EngineSnapshot snapshot() {
            return engine.snapshot();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    private record Flattened(TaskBody body) implements TaskBody {

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
        public void run() {
            body.run();
        }

        @Override
        public void fail(Throwable cause) {
            body.fail(cause);
        }
    }
}
