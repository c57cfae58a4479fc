package dev.mayfly.kernel.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Planted: a wait that looks whether it has ended and then parks, in two steps. */
@JCStressTest
@Outcome(
        id = {"1, 1", "0, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "resumed if parked")
@Outcome(expect = Expect.FORBIDDEN, desc = "a thread blocks for ever")
@State
public class PlantedWaitStress {

    private volatile boolean ended;
    private volatile boolean parked;

    @Actor
    public void waiter(II_Result result) {
        if (!ended) {
            for (int i = 0; i < 40; i++) {
                Thread.onSpinWait(); // a waiter that is slow
            }
            parked = true;
            result.r1 = 1;
        }
    }

    @Actor
    public void signaller(II_Result result) {
        boolean wasParked = parked;
        ended = true;
        result.r2 = wasParked ? 1 : 0;
    }

    @Arbiter
    public void nothing(II_Result result) {}
}
