package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Iso;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Two send to a channel with room for one. */
@JCStressTest
@Outcome(id = "1, 0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the first is sent")
@Outcome(id = "0, 1, 2, 0", expect = Expect.ACCEPTABLE, desc = "the second is sent")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or none, or another than said")
@State
public class ChannelSendersStress {

    private final LocalChannel<Integer> channel =
            new LocalChannel<>(Outside.SURROUNDINGS, "stress", 1);

    private int send(int number) {
        return channel.trySend(Iso.of(number)) == EnqueueResult.SENT ? 1 : 0;
    }

    @Actor
    public void first(IIII_Result result) {
        result.r1 = send(1);
    }

    @Actor
    public void second(IIII_Result result) {
        result.r2 = send(2);
    }

    @Arbiter
    public void look(IIII_Result result) {
        Integer left = channel.tryReceive();
        result.r3 = left == null ? 0 : left;
        result.r4 = channel.length();
    }
}
