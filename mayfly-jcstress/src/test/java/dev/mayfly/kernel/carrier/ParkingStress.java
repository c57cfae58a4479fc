package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** One adds work from outside while the only carrier falls asleep. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the carrier is awake")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "it sleeps while work waits")
@State
public class ParkingStress {

    private final CarrierPool pool = Fixture.pool();
    private final Carrier carrier = pool.carriers()[0];
    private final ReadyUnit unit = Fixture.unit();

    @Actor
    public void adder() {
        pool.start(unit);
    }

    @Actor
    public void sleeper() {
        carrier.fallAsleep();
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = carrier.isAsleep() && !pool.shared.isEmpty() ? 1 : 0;
    }
}
