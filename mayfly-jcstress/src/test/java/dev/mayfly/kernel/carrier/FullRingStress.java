package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A full ring: its owner offers one more, which fits as soon as the thief has taken something, and
 * overwrites the place that it has read.
 */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "each unit exactly once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a unit is lost or taken twice")
@State
public class FullRingStress {

    private static final ReadyUnit FILLER = Fixture.unit();

    private final LocalRing ring = new LocalRing();
    private final LocalRing loot = new LocalRing();
    private final ReadyUnit first = Fixture.unit();
    private final ReadyUnit last = Fixture.unit();
    private boolean offered;
    private ReadyUnit taken;

    public FullRingStress() {
        ring.offer(first);
        while (ring.offer(FILLER)) {
            // until it is full
        }
    }

    @Actor
    public void owner() {
        offered = ring.offer(last);
    }

    @Actor
    public void thief() {
        taken = ring.take();
        ring.moveHalfTo(loot);
    }

    @Arbiter
    public void count(III_Result result) {
        int all = 0;
        see(taken, result);
        all += taken == null ? 0 : 1;
        for (LocalRing each : new LocalRing[] {ring, loot}) {
            for (ReadyUnit unit = each.poll(); unit != null; unit = each.poll()) {
                see(unit, result);
                all++;
            }
        }
        result.r2 -= offered ? 1 : 0;
        result.r3 = all - LocalRing.CAPACITY - (offered ? 1 : 0);
    }

    private void see(ReadyUnit unit, III_Result result) {
        result.r1 += unit == first ? 1 : 0;
        result.r2 += unit == last ? 1 : 0;
    }
}
