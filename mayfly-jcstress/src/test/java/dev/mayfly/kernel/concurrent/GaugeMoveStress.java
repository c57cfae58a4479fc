package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** One comes before another leaves: whoever reads always sees somebody. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "somebody is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "a false zero")
@State
public class GaugeMoveStress {

    private final StripedGauge gauge = new StripedGauge();

    public GaugeMoveStress() {
        gauge.enter(1);
    }

    @Actor
    public void mover() {
        gauge.enter(1);
        gauge.leave();
    }

    @Actor
    public void reader(Z_Result result) {
        result.r1 = gauge.value() > 0;
    }
}
