package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Iso;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.time.Duration;

/** One waits to receive for a moment while another sends: handed over, or left. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "received")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "its time was up, the message is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or doubled")
@State
public class ChannelWaitStress {

    private static final Duration MOMENT = Duration.ofNanos(2_000);

    private final LocalChannel<Integer> channel =
            new LocalChannel<>(Outside.SURROUNDINGS, "stress", 1);

    @Actor
    public void receiver(II_Result result) {
        try {
            Integer number = channel.receive(MOMENT);
            result.r1 = number == null ? 0 : number;
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts an actor", e);
        }
    }

    @Actor
    public void sender() {
        channel.trySend(Iso.of(1));
    }

    @Arbiter
    public void look(II_Result result) {
        result.r2 = channel.length();
    }
}
