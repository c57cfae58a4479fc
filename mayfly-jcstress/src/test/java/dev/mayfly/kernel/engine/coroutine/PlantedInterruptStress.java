package dev.mayfly.kernel.engine.coroutine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Planted: an interrupt that takes the thread, and an end that does not ask whether one did. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "too late, and dropped")
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "it meets the next task")
@State
public class PlantedInterruptStress {

    private final Thread thread = Thread.ofVirtual().unstarted(() -> {});
    private volatile Thread on = thread;

    @Actor
    public void interrupter() {
        Thread current = on;
        if (current != null) {
            current.interrupt();
        }
    }

    @Actor
    public void end(II_Result result) {
        on = null;
        result.r1 = thread.isInterrupted() ? 2 : 1;
    }

    @Arbiter
    public void later(II_Result result) {
        result.r2 = thread.isInterrupted() ? 1 : 0;
    }
}
