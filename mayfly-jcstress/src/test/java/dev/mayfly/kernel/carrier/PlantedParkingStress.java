package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Planted: a carrier that looks for work before it enters among the sleepers. */
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the carrier is awake")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "it sleeps while work waits")
@State
public class PlantedParkingStress {

    private static final CarrierPool POOL = Fixture.pool();

    private final Parking parking = new Parking(1, 0);
    private final SharedQueue shared = new SharedQueue();
    private final Carrier carrier = new Carrier(POOL, 0, false, "stress");
    private final ReadyUnit unit = Fixture.unit();

    @Actor
    public void adder() {
        shared.add(unit);
        parking.wakeOne();
    }

    @Actor
    public void sleeper() {
        if (shared.isEmpty()) {
            parking.enter(carrier);
        }
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = parking.count() == 1 ? 1 : 0;
    }
}
