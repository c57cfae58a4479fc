package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** What runs puts a unit into the slot and its carrier takes it, while the watch does too. */
@JCStressTest
@Outcome(
        id = {"1, 0, 0", "0, 1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "taken once")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or taken twice")
@State
public class SlotStress {

    private static final CarrierPool POOL = Fixture.pool();

    private final Carrier carrier = new Carrier(POOL, 0, false, "stress");
    private final ReadyUnit unit = Fixture.unit();

    @Actor
    public void owner(III_Result result) {
        carrier.offer(unit, true);
        result.r1 = carrier.takeSlot() == unit ? 1 : 0;
    }

    @Actor
    public void watch(III_Result result) {
        result.r2 = carrier.takeSlot() == unit ? 1 : 0;
    }

    @Arbiter
    public void left(III_Result result) {
        result.r3 = carrier.queued();
    }
}
