package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A call against the settlement of the last message: one of them goes on. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "the consumer goes on, or the caller wakes it")
@Outcome(expect = Expect.FORBIDDEN, desc = "the call is left, or the consumer runs twice")
@State
public class QueueCallStress {

    private final MessageQueue queue = new MessageQueue(true);

    public QueueCallStress() {
        queue.put(queue.reserve(Turns.BOUND), 1, 0);
        queue.poll();
    }

    @Actor
    public void consumer(II_Result result) {
        result.r1 = queue.settle(1) ? 1 : 0;
    }

    @Actor
    public void caller(II_Result result) {
        result.r2 = queue.call() ? 1 : 0;
    }
}
