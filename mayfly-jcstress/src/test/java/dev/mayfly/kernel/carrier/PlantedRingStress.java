package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** Planted: a ring whose thief reads the place after the compare-and-set, when it may be reused. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "each unit exactly once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a unit is lost or taken twice")
@State
public class PlantedRingStress {

    private final AtomicReferenceArray<ReadyUnit> places = new AtomicReferenceArray<>(1);
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong(1);
    private final ReadyUnit first = Fixture.unit();
    private final ReadyUnit last = Fixture.unit();
    private boolean offered;
    private ReadyUnit taken;

    public PlantedRingStress() {
        places.set(0, first);
    }

    @Actor
    public void owner() {
        if (tail.get() - head.get() < 1) {
            places.set(0, last);
            tail.set(2);
            offered = true;
        }
    }

    @Actor
    public void thief() {
        if (head.compareAndSet(0, 1)) {
            for (int i = 0; i < 20; i++) {
                Thread.onSpinWait(); // a thief that is slow
            }
            taken = places.get(0);
        }
    }

    @Arbiter
    public void count(II_Result result) {
        ReadyUnit left = head.get() < tail.get() ? places.get(0) : null;
        result.r1 = (taken == first ? 1 : 0) + (left == first ? 1 : 0);
        result.r2 = (taken == last ? 1 : 0) + (left == last ? 1 : 0) - (offered ? 1 : 0);
    }
}
