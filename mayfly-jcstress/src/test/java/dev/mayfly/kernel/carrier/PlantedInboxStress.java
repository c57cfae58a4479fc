package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicReference;

/** Planted: an inbox that is emptied by a look and a write, in two steps. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "the unit is taken once")
@Outcome(expect = Expect.FORBIDDEN, desc = "the unit is lost")
@State
public class PlantedInboxStress {

    private final AtomicReference<ReadyUnit> top = new AtomicReference<>();
    private final ReadyUnit unit = Fixture.unit();

    @Actor
    public void adder() {
        ReadyUnit below = top.get();
        unit.below = below;
        top.compareAndSet(below, unit);
    }

    @Actor
    public void taker(II_Result result) {
        result.r1 = takeAll() == unit ? 1 : 0;
    }

    @Arbiter
    public void rest(II_Result result) {
        result.r2 = takeAll() == unit ? 1 : 0;
    }

    private ReadyUnit takeAll() {
        ReadyUnit newest = top.get();
        top.set(null);
        return newest;
    }
}
