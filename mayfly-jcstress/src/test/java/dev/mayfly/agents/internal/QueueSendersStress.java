package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two senders of the first messages: one of them wakes. */
@JCStressTest
@Outcome(
        id = {"12, 0", "21, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "each message once, one waker")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled, or nobody or two woke")
@State
public class QueueSendersStress {

    private final Turns consumer = new Turns();

    @Actor
    public void sender() {
        consumer.send(1);
    }

    @Actor
    public void otherSender() {
        consumer.send(2);
    }

    @Arbiter
    public void rest(II_Result result) {
        consumer.turnsUntilIdle();
        result.r1 = consumer.taken;
        result.r2 = consumer.faults();
    }
}
