package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A call against a consumer without a stack that parks, as one does whose children must end. */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "not parked and not woken, or both")
@Outcome(expect = Expect.FORBIDDEN, desc = "parked for ever, or woken while it runs")
@State
public class QueueRestingStress {

    private final MessageQueue queue = new MessageQueue(true);

    public QueueRestingStress() {
        queue.put(queue.reserve(Turns.BOUND), 1, 0);
        queue.poll();
    }

    @Actor
    public void consumer(II_Result result) {
        result.r1 = queue.settleAndPark(1) ? 1 : 0;
    }

    @Actor
    public void caller(II_Result result) {
        result.r2 = queue.call() ? 1 : 0;
    }
}
