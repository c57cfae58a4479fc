package dev.mayfly.agents.primitive.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicInteger;

/** Planted: senders that look at the bound, and then take a place, in two steps. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first is sent")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second is sent")
@Outcome(expect = Expect.FORBIDDEN, desc = "more than there is room for")
@State
public class PlantedChannelStress {

    private final AtomicInteger length = new AtomicInteger();

    private int send() {
        if (length.get() >= 1) {
            return 0;
        }
        length.incrementAndGet();
        return 1;
    }

    @Actor
    public void first(II_Result result) {
        result.r1 = send();
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = send();
    }
}
