package dev.mayfly.kernel.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mayfly.kernel.PlantedSuite;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineDecorator;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Facilities;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.time.SystemClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;

/** The test of the test: process engines with one fault each, which the suite must find. */
@Timeout(120)
class ProcessEngineFaultTests {

    private static final Queue<ProcessTree> LEFT = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void needsAShell() {
        assumeThat(Path.of("/bin/sh")).as("these tests run a POSIX shell").isExecutable();
    }

    @AfterEach
    void takeBack() {
        LEFT.forEach(tree -> tree.end(Duration.ZERO));
        LEFT.clear();
    }

    private static void assertCaught(Class<?> suite, String test) {
        assertThat(PlantedSuite.failures(suite, test)).containsExactly(test);
    }

    @Test
    void findsAnEngineThatEndsTheProgramAndNotItsTree() {
        assertCaught(
                RootOnly.class, "endsTheWholeTreeOnCancelAlsoDoubleForkedAndInASessionOfItsOwn");
        assertThat(LEFT).isNotEmpty();
    }

    @Test
    void findsAnEngineThatHandsItsEnvironmentOn() {
        assertCaught(Talkative.class, "givesAnEnvironmentThatHoldsWhatIsListedAndItsMark");
    }

    @Test
    void findsAnEngineThatTakesMoreOutputThanAllowed() {
        assertCaught(Greedy.class, "endsAProgramThatWritesTooMuch");
    }

    @Test
    void findsAnEngineThatCallsEveryEndASuccess() {
        assertCaught(Optimist.class, "namesExitCodesAndSignalsAndQuotesTheLastErrors");
    }

    @Test
    void findsAnEngineThatForgetsTheInput() {
        assertCaught(Deaf.class, "startsInItsDirectoryWithItsInput");
    }

    static final class RootOnly extends ProcessEngineTests {
        @Override
        Engine bodies(String name) {
            return new Planted(
                    super.bodies(name), (task, real) -> (command, listener) -> run(task, command));
        }

        private static CommandResult run(TaskContext task, Command command) {
            try {
                var builder = new ProcessBuilder(command.argv());
                builder.environment().clear();
                builder.environment().putAll(command.environment());
                builder.environment().put(ProcessTree.MARK, "planted");
                builder.directory(Objects.requireNonNull(command.directory()).toFile());
                Process root = builder.start();
                LEFT.add(new ProcessTree(root, "planted", new SystemClock()));
                try {
                    task.awaitStage("a program", root.onExit(), null);
                } finally {
                    root.destroyForcibly();
                }
                return new CommandResult("", null, "");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    static final class Talkative extends ProcessEngineTests {
        @Override
        Engine bodies(String name) {
            return new Planted(
                    super.bodies(name),
                    (task, real) ->
                            (command, listener) ->
                                    real.run(command.withEnvironment("SECRET", "1"), listener));
        }
    }

    static final class Greedy extends ProcessEngineTests {
        @Override
        Engine bodies(String name) {
            return new Planted(
                    super.bodies(name),
                    (task, real) ->
                            (command, listener) ->
                                    real.run(
                                            command.withOutputLimit(command.outputLimit() * 3),
                                            listener));
        }
    }

    static final class Optimist extends ProcessEngineTests {
        @Override
        Engine bodies(String name) {
            return new Planted(
                    super.bodies(name),
                    (task, real) ->
                            (command, listener) -> {
                                try {
                                    return real.run(command, listener);
                                } catch (CommandFailedException e) {
                                    return new CommandResult("", null, "");
                                }
                            });
        }
    }

    static final class Deaf extends ProcessEngineTests {
        @Override
        Engine bodies(String name) {
            return new Planted(
                    super.bodies(name),
                    (task, real) ->
                            (command, listener) -> real.run(command.withInput(""), listener));
        }
    }

    /** Runs the bodies with another facility than the engine around it grants. */
    private static final class Planted extends EngineDecorator {

        private final BiFunction<TaskContext, Subprocesses, Subprocesses> fault;

        Planted(Engine bodies, BiFunction<TaskContext, Subprocesses, Subprocesses> fault) {
            super(bodies);
            this.fault = fault;
        }

        @Override
        public EngineCapabilities capabilities() {
            return bodies.capabilities();
        }

        @Override
        public <R> R around(TaskContext task, Callable<R> body) throws Exception {
            Subprocesses real = Objects.requireNonNull(Facilities.find(Subprocesses.class));
            return Facilities.grant(
                    Subprocesses.class, fault.apply(task, real), () -> bodies.around(task, body));
        }

        @Override
        public EngineSnapshot snapshot() {
            return bodies.snapshot();
        }

        @Override
        public void close() {
            bodies.close();
        }
    }
}
