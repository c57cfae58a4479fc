package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Planted: a consumer that heeds a call takes the flag away and counts nothing in its place, so
 * that it runs while the word says that it is idle. The queue did so once.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1", "1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "woken when it was done, or left to go on")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "woken, and goes on besides")
@State
public class PlantedQueueHeedStress {

    private static final long CALLED = 1L << 32;

    private final AtomicLong word = new AtomicLong(CALLED);

    @Actor
    public void consumer(II_Result result) {
        word.getAndUpdate(before -> before & ~CALLED);
        for (int i = 0; i < 40; i++) {
            Thread.onSpinWait(); // it heeds
        }
        result.r1 = word.get() != 0 ? 1 : 0;
    }

    @Actor
    public void sender(II_Result result) {
        result.r2 = word.getAndIncrement() == 0 ? 1 : 0;
    }
}
