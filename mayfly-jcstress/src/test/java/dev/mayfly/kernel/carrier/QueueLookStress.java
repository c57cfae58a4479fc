package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Looks at a shared queue while somebody moves its only unit from the inbox into the line: the unit
 * is never invisible, or a carrier would fall asleep beside it.
 */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "the unit is seen all the time")
@Outcome(expect = Expect.FORBIDDEN, desc = "the unit was neither here nor there")
@State
public class QueueLookStress {

    private final SharedQueue shared = new SharedQueue();

    public QueueLookStress() {
        shared.add(Fixture.unit());
    }

    @Actor
    public void mover() {
        shared.size();
    }

    @Actor
    public void looker(ZZ_Result result) {
        result.r1 = !shared.isEmpty();
        result.r2 = shared.hasDefault() && shared.isWanted(10);
    }
}
