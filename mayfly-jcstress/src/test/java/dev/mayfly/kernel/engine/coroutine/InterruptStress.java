package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.task.TaskId;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A task is interrupted while it ends: no interrupt comes after its thread may run another. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "the thread runs no other task")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "too late, and dropped")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "it meets the next task")
@State
public class InterruptStress {

    private final OwnedExecution execution = new OwnedExecution(null, new NoBody());
    private final TaskThread runner = new TaskThread(null, null, execution);

    public InterruptStress() {
        execution.beginsOn(runner);
    }

    @Actor
    public void interrupter() {
        execution.interrupt();
    }

    @Actor
    public void end(II_Result result) {
        boolean usable = execution.runBody(runner);
        result.r1 = !usable ? 0 : runner.thread().isInterrupted() ? 2 : 1;
    }

    @Arbiter
    public void later(II_Result result) {
        result.r2 = runner.thread().isInterrupted() ? 1 : 0;
    }

    /** Ends at once. */
    private static final class NoBody implements TaskBody {

        @Override
        public TaskId id() {
            return new TaskId(1);
        }

        @Override
        public String name() {
            return "stress";
        }

        @Override
        public int priority() {
            return 10;
        }

        @Override
        public void run() {}

        @Override
        public void fail(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
