package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sender against a consumer with a stack that looks, and parks. */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "not parked and not woken, or both")
@Outcome(expect = Expect.FORBIDDEN, desc = "parked for ever, or woken for nothing")
@State
public class QueueParkStress {

    private final MessageQueue queue = new MessageQueue(false);

    @Actor
    public void consumer(II_Result result) {
        result.r1 = queue.poll() == null && queue.park() ? 1 : 0;
    }

    @Actor
    public void sender(II_Result result) {
        long reserved = queue.reserve(Turns.BOUND);
        queue.put(reserved, 1, 0);
        result.r2 = queue.wakes(reserved) ? 1 : 0;
    }
}
