package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * One adds from outside and looks for a sleeper, one says that it sleeps and looks for work, and a
 * third moves what there is into the line meanwhile: adder and sleeper cannot both miss the other.
 */
@JCStressTest
@Outcome(id = "false, false, true", expect = Expect.FORBIDDEN, desc = "it sleeps while work waits")
@Outcome(expect = Expect.ACCEPTABLE, desc = "one of the two sees the other")
@State
public class CrowdedQueueLookStress {

    private final SharedQueue shared = new SharedQueue();
    private volatile boolean asleep;

    @Actor
    public void adder(ZZZ_Result result) {
        shared.add(Fixture.unit());
        result.r1 = asleep;
    }

    @Actor
    public void sleeper(ZZZ_Result result) {
        asleep = true;
        result.r2 = !shared.isEmpty();
    }

    @Actor
    public void mover() {
        shared.size();
    }

    @Arbiter
    public void look(ZZZ_Result result) {
        result.r3 = !shared.isEmpty();
    }
}
