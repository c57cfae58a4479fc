package dev.mayfly.kernel.concurrent;

import dev.mayfly.kernel.load.LoadMeter;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * One leaves the only place that the cap allows; who sees that nobody is there any more can enter.
 */
@JCStressTest
@Outcome(
        id = {"false, false", "false, true", "true, true"},
        expect = Expect.ACCEPTABLE,
        desc = "refused only while another is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody is there, and it is refused")
@State
public class MeterStress {

    private final LoadMeter meter = new LoadMeter(1, (paused, load) -> {});

    public MeterStress() {
        meter.enter(1, false);
    }

    @Actor
    public void leaver() {
        meter.leave(false);
    }

    @Actor
    public void comer(ZZ_Result result) {
        result.r1 = meter.ordinary() == 0;
        result.r2 = meter.enter(1, false);
    }
}
