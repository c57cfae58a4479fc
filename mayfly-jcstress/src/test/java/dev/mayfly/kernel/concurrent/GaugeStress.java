package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The last two leave: at least one of them sees that nobody is left. */
@JCStressTest
@Outcome(
        id = {"true, true", "true, false", "false, true"},
        expect = Expect.ACCEPTABLE,
        desc = "the last sees it")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody turns off the light")
@State
public class GaugeStress {

    private final StripedGauge gauge = new StripedGauge();

    public GaugeStress() {
        gauge.enter(2);
    }

    @Actor
    public void one(ZZ_Result result) {
        gauge.leave();
        result.r1 = gauge.value() == 0;
    }

    @Actor
    public void other(ZZ_Result result) {
        gauge.leave();
        result.r2 = gauge.value() == 0;
    }
}
