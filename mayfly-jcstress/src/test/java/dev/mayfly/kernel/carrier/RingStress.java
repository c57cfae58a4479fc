package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A ring with few units: its owner polls against a thief. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "each unit exactly once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a unit is lost or taken twice")
@State
public class RingStress {

    private final LocalRing ring = new LocalRing();
    private final LocalRing one = new LocalRing();
    private final ReadyUnit a = Fixture.unit();
    private final ReadyUnit b = Fixture.unit();
    private final ReadyUnit c = Fixture.unit();
    private ReadyUnit polled;

    public RingStress() {
        ring.offer(a);
        ring.offer(b);
    }

    @Actor
    public void owner() {
        ring.offer(c);
        polled = ring.poll();
    }

    @Actor
    public void thief() {
        ring.moveHalfTo(one);
    }

    @Arbiter
    public void count(III_Result result) {
        see(polled, result);
        for (LocalRing each : new LocalRing[] {ring, one}) {
            for (ReadyUnit unit = each.poll(); unit != null; unit = each.poll()) {
                see(unit, result);
            }
        }
    }

    private void see(ReadyUnit unit, III_Result result) {
        result.r1 += unit == a ? 1 : 0;
        result.r2 += unit == b ? 1 : 0;
        result.r3 += unit == c ? 1 : 0;
    }
}
