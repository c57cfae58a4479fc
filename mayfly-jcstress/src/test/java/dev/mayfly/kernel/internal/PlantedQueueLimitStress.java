package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.concurrent.StripedGauge;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

import java.util.concurrent.atomic.AtomicInteger;

/** Planted: looks whether there is a limit, and counts itself in without looking again. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one runs")
@Outcome(expect = Expect.FORBIDDEN, desc = "both run at once")
@State
public class PlantedQueueLimitStress {

    private final AtomicInteger started = new AtomicInteger();
    private final StripedGauge atLarge = new StripedGauge();
    private volatile boolean limited;

    @Actor
    public void submitter() {
        if (!limited) {
            for (int i = 0; i < 20; i++) {
                Thread.onSpinWait(); // a submitter that is slow
            }
            atLarge.enter(1);
            started.incrementAndGet();
        } else {
            startWithin();
        }
    }

    @Actor
    public void limiter() {
        limited = true;
        startWithin();
    }

    private synchronized void startWithin() {
        if (started.get() == 0 && atLarge.value() == 0) {
            started.incrementAndGet();
        }
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = started.get();
    }
}
