package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.task.TaskState;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One submits to a queue with a limit of 1 while the task that was started before there was a limit
 * ends: the place that gets free is not overlooked.
 */
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the second has started")
@Outcome(expect = Expect.FORBIDDEN, desc = "it waits although nothing runs")
@State
public class LimitLiftStress {

    private final StillEngine engine = new StillEngine();
    private final TaskQueue queue = new TaskQueue("q", engine, Integer.MAX_VALUE, 10);
    private final Task<Integer> a = StillEngine.task(1, queue);
    private final Task<Integer> b = StillEngine.task(2, queue);

    public LimitLiftStress() {
        queue.submit(a);
        queue.concurrency(1);
    }

    @Actor
    public void submitter() {
        queue.submit(b);
    }

    @Actor
    public void ender() {
        queue.ended(a, TaskState.COMPLETED);
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = engine.started.get();
        result.r2 = queue.snapshot().running();
    }
}
