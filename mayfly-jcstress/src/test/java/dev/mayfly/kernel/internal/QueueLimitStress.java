package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.task.TaskState;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * One submits to a queue without a limit while another sets a limit of 1 and submits too: whichever
 * comes first, the second waits until the first has ended.
 */
@JCStressTest
@Outcome(id = "1, 11, 2, 1", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "both run at once, or one never starts")
@State
public class QueueLimitStress {

    private final StillEngine engine = new StillEngine();
    private final TaskQueue queue = new TaskQueue("q", engine, Integer.MAX_VALUE, 10);
    private final Task<Integer> a = StillEngine.task(1, queue);
    private final Task<Integer> b = StillEngine.task(2, queue);

    @Actor
    public void submitter() {
        queue.submit(a);
    }

    @Actor
    public void limiter() {
        queue.concurrency(1);
        queue.submit(b);
    }

    @Arbiter
    public void look(IIII_Result result) {
        result.r1 = engine.started.get();
        result.r2 = count();
        queue.ended(queue.reason(a) == null ? a : b, TaskState.COMPLETED);
        result.r3 = engine.started.get();
        result.r4 = count();
    }

    private int count() {
        QueueSnapshot now = queue.snapshot();
        return now.running() + 10 * now.waiting();
    }
}
