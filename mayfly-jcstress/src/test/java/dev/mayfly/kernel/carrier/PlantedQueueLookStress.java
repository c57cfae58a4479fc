package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Planted: looks into the line first and into the inbox then, against the way that units go. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "the unit is seen all the time")
@Outcome(expect = Expect.FORBIDDEN, desc = "the unit was neither here nor there")
@State
public class PlantedQueueLookStress {

    private final Inbox inbox = new Inbox();
    private volatile int bands;

    public PlantedQueueLookStress() {
        inbox.add(Fixture.unit());
    }

    @Actor
    public void mover() {
        bands = 1 << 10;
        inbox.takeAll();
    }

    @Actor
    public void looker(Z_Result result) {
        boolean inLine = bands != 0;
        for (int i = 0; i < 20; i++) {
            Thread.onSpinWait(); // a looker that is slow
        }
        result.r1 = inLine || !inbox.isEmpty();
    }
}
