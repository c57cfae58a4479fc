package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Planted: a slot that is read and then cleared. */
@JCStressTest
@Outcome(
        id = {"1, 0, 0", "0, 1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "taken once")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or taken twice")
@State
public class PlantedSlotStress {

    private final ReadyUnit unit = Fixture.unit();
    private volatile ReadyUnit slot;

    @Actor
    public void owner(III_Result result) {
        slot = unit;
        result.r1 = take() == unit ? 1 : 0;
    }

    @Actor
    public void watch(III_Result result) {
        result.r2 = take() == unit ? 1 : 0;
    }

    @Arbiter
    public void left(III_Result result) {
        result.r3 = slot == null ? 0 : 1;
    }

    private ReadyUnit take() {
        ReadyUnit there = slot;
        slot = null;
        return there;
    }
}
