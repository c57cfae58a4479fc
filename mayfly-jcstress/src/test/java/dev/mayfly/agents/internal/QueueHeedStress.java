package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sender beside a consumer that heeds a call. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the message once, one turn at a time")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled, or a second turn beside the first")
@State
public class QueueHeedStress {

    private final Turns consumer = new Turns();

    public QueueHeedStress() {
        consumer.call();
    }

    @Actor
    public void sender() {
        consumer.send(1);
    }

    @Actor
    public void consumer() {
        consumer.turn();
    }

    @Arbiter
    public void rest(II_Result result) {
        consumer.turnsUntilIdle();
        result.r1 = consumer.taken;
        result.r2 = consumer.faults();
    }
}
