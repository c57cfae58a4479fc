package dev.mayfly.agents.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicLong;

/** Planted: messages are settled by a look and a write, in two steps. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "the consumer goes on, or the caller wakes it")
@Outcome(expect = Expect.FORBIDDEN, desc = "the call is left")
@State
public class PlantedQueueCallStress {

    private static final long CALLED = 1L << 32;

    private final AtomicLong word = new AtomicLong(1);

    @Actor
    public void consumer(II_Result result) {
        long settled = word.get() - 1;
        word.set(settled);
        result.r1 = settled != 0 ? 1 : 0;
    }

    @Actor
    public void caller(II_Result result) {
        result.r2 = word.getAndUpdate(before -> before | CALLED) == 0 ? 1 : 0;
    }
}
