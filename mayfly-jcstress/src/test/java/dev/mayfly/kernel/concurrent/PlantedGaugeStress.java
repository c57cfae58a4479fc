package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Planted: a reader that counts who came before it counts who left. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "somebody is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "a false zero")
@State
public class PlantedGaugeStress {

    private final StripedCounter came = new StripedCounter();
    private final StripedCounter left = new StripedCounter();

    public PlantedGaugeStress() {
        came.add(1);
    }

    @Actor
    public void mover() {
        came.add(1);
        left.add(1);
    }

    @Actor
    public void reader(Z_Result result) {
        long in = came.sum();
        for (int i = 0; i < 20; i++) {
            Thread.onSpinWait(); // a reader that is slow
        }
        result.r1 = in - left.sum() > 0;
    }
}
