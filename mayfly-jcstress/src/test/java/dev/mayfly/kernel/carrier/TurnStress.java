package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The watch looks at a carrier that begins a turn: the new unit has the new turn's number. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "charged rightly")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "charged with the turn before")
@State
public class TurnStress {

    private static final CarrierPool POOL = Fixture.pool();

    private final Carrier carrier = new Carrier(POOL, 0, false, "stress");
    private final ReadyUnit unit = Fixture.unit();

    @Actor
    public void carrier() {
        carrier.turn(unit);
    }

    @Actor
    public void watch(II_Result result) {
        result.r1 = carrier.current() == unit ? 1 : 0;
        result.r2 = (int) carrier.turns();
    }
}
