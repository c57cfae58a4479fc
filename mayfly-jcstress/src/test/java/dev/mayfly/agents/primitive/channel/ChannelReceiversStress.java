package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Iso;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * One receives twice while another receives and sends, in a ring that comes round: who reads a
 * place must not take what stood there a lap before.
 */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "each message exactly once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a message is lost or received twice")
@State
public class ChannelReceiversStress {

    private final LocalChannel<Integer> channel =
            new LocalChannel<>(Outside.SURROUNDINGS, "stress", 2);
    private final int[] times = new int[6];
    private final int[] others = new int[6];

    public ChannelReceiversStress() {
        channel.trySend(Iso.of(1));
        channel.trySend(Iso.of(2));
    }

    private void receive(int[] into) {
        Integer number = channel.tryReceive();
        into[number == null ? 0 : number]++;
    }

    @Actor
    public void receiver() {
        receive(times);
        receive(times);
        receive(times);
    }

    @Actor
    public void both() {
        receive(others);
        channel.trySend(Iso.of(3));
        receive(others);
    }

    @Arbiter
    public void look(III_Result result) {
        while (channel.length() > 0) {
            receive(others);
        }
        result.r1 = times[1] + others[1];
        result.r2 = times[2] + others[2];
        result.r3 = times[3] + others[3];
    }
}
