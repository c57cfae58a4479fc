package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Iso;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One sends and closes while another receives: it is told of the end after the message alone. */
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "too early, the message is left")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "received")
@Outcome(expect = Expect.FORBIDDEN, desc = "told of the end, and the message is left")
@State
public class ChannelCloseStress {

    private final LocalChannel<Integer> channel =
            new LocalChannel<>(Outside.SURROUNDINGS, "stress", 1);

    @Actor
    public void sender() {
        channel.trySend(Iso.of(1));
        channel.close();
    }

    @Actor
    public void receiver(II_Result result) {
        try {
            Integer number = channel.tryReceive();
            result.r1 = number == null ? 0 : number;
        } catch (ChannelClosedException e) {
            result.r1 = -1;
        }
    }

    @Arbiter
    public void look(II_Result result) {
        result.r2 = channel.length();
    }
}
