package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Planted: one says that it is gone and only then gives back its permit. */
@JCStressTest
@Outcome(
        id = {"false, false", "false, true", "true, true"},
        expect = Expect.ACCEPTABLE,
        desc = "refused only while another is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody is there, and it is refused")
@State
public class PlantedMeterStress {

    private final StripedGauge gauge = new StripedGauge();
    private final StripedPermits permits = new StripedPermits(1, () -> {});

    public PlantedMeterStress() {
        permits.acquire(1);
        gauge.enter(1);
    }

    @Actor
    public void leaver() {
        gauge.leave();
        for (int i = 0; i < 20; i++) {
            Thread.onSpinWait(); // a leaver that is slow
        }
        permits.release();
    }

    @Actor
    public void comer(ZZ_Result result) {
        result.r1 = gauge.value() == 0;
        result.r2 = permits.acquire(1);
    }
}
