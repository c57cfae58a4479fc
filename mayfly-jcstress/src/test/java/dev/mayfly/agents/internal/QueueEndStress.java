package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sender against the end, and the call that goes with it. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "what was accepted is taken, and the consumer sees the end")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled, or the end is not seen")
@State
public class QueueEndStress {

    private final Turns consumer = new Turns();
    private boolean accepted;

    @Actor
    public void sender() {
        accepted = consumer.send(1);
    }

    @Actor
    public void closer() {
        consumer.queue.close();
        consumer.call();
    }

    @Arbiter
    public void rest(II_Result result) {
        consumer.turnsUntilIdle();
        result.r1 = consumer.count == (accepted ? 1 : 0) ? consumer.count : 7;
        result.r2 = consumer.over && consumer.faults() == 0 ? 1 : 0;
    }
}
