package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sender beside a consumer that may be in the middle of its turn. */
@JCStressTest
@Outcome(id = "12, 0", expect = Expect.ACCEPTABLE, desc = "each message once, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, doubled, overtaken, or nobody or two woke")
@State
public class QueueTurnStress {

    private final Turns consumer = new Turns();

    @Actor
    public void sender() {
        consumer.send(1);
        consumer.send(2);
    }

    @Actor
    public void consumer() {
        consumer.turn();
        consumer.turn();
    }

    @Arbiter
    public void rest(II_Result result) {
        consumer.turnsUntilIdle();
        result.r1 = consumer.taken;
        result.r2 = consumer.faults();
    }
}
