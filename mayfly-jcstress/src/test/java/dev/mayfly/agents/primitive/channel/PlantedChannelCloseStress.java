package dev.mayfly.agents.primitive.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Planted: a receiver that looks for a message, and then whether the channel is closed. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "empty")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "received")
@Outcome(expect = Expect.FORBIDDEN, desc = "told of the end, and the message is left")
@State
public class PlantedChannelCloseStress {

    private volatile int message;
    private volatile boolean closed;

    @Actor
    public void sender() {
        message = 1;
        closed = true;
    }

    @Actor
    public void receiver(I_Result result) {
        int seen = message;
        for (int i = 0; i < 20; i++) {
            Thread.onSpinWait(); // a receiver that is slow
        }
        result.r1 = seen == 0 && closed ? -1 : seen;
    }
}
