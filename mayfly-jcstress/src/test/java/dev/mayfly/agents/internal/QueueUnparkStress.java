package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sender against a parked consumer whose time is up. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "it went by itself, or it was woken")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wake-up is left over, or one is missed")
@State
public class QueueUnparkStress {

    private final MessageQueue queue = new MessageQueue(false);

    public QueueUnparkStress() {
        queue.park();
    }

    @Actor
    public void consumer(II_Result result) {
        result.r1 = queue.unpark() ? 1 : 0;
    }

    @Actor
    public void sender(II_Result result) {
        long reserved = queue.reserve(Turns.BOUND);
        queue.put(reserved, 1, 0);
        result.r2 = queue.wakes(reserved) ? 1 : 0;
    }
}
