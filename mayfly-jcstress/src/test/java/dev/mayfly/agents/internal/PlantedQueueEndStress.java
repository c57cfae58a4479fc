package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Planted: a sender that came after the end takes its addition back and says nothing, though the
 * call that found it there has left the waking to it. The queue did so once.
 */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "somebody wakes the consumer")
@Outcome(expect = Expect.FORBIDDEN, desc = "the end is not seen")
@State
public class PlantedQueueEndStress {

    private static final long CLOSED = 1L << 32;
    private static final long CALLED = 1L << 33;

    private final AtomicLong word = new AtomicLong();

    @Actor
    public void sender(II_Result result) {
        if ((word.get() & CLOSED) == 0) {
            if ((word.getAndIncrement() & CLOSED) == 0) {
                result.r1 = 1;
            } else {
                word.getAndDecrement();
            }
        }
    }

    @Actor
    public void closer(II_Result result) {
        word.getAndUpdate(before -> before | CLOSED);
        result.r2 = word.getAndUpdate(before -> before | CALLED) == CLOSED ? 1 : 0;
    }

    @Arbiter
    public void nothing(II_Result result) {}
}
