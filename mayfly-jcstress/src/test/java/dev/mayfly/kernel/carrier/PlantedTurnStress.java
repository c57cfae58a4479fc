package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Planted: a carrier that shows the unit before it counts the turn. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "charged rightly")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "charged with the turn before")
@State
public class PlantedTurnStress {

    private volatile int current;
    private volatile int turns;

    @Actor
    public void carrier() {
        current = 1;
        turns = 1;
    }

    @Actor
    public void watch(II_Result result) {
        result.r1 = current;
        result.r2 = turns;
    }
}
