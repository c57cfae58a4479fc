package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Planted: permits are taken from where they lie and then put into the stock, in two steps that
 * others can see; so one that looks meanwhile finds none.
 */
@JCStressTest
@Outcome(id = "true, true, 3", expect = Expect.ACCEPTABLE, desc = "both have one")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is refused while some are left")
@State
public class PlantedPermitsLeftStress {

    private final Permits permits = new Permits();

    public PlantedPermitsLeftStress() {
        permits.acquire(1);
    }

    @Actor
    public void one(ZZI_Result result) {
        result.r1 = permits.acquire(1);
    }

    @Actor
    public void other(ZZI_Result result) {
        result.r2 = permits.acquire(1);
    }

    @Arbiter
    public void count(ZZI_Result result) {
        result.r3 = (int) permits.out();
    }

    private static final class Permits {

        private final AtomicInteger stock = new AtomicInteger(1);
        private final AtomicInteger atHand = new AtomicInteger(3);

        boolean acquire(int count) {
            if (!take(count)) {
                int collected = atHand.getAndSet(0);
                for (int i = 0; collected > 0 && i < 40; i++) {
                    Thread.onSpinWait(); // a collector that is slow
                }
                stock.addAndGet(collected);
                return take(count);
            }
            return true;
        }

        private boolean take(int count) {
            for (int now = stock.get(); now >= count; now = stock.get()) {
                if (stock.compareAndSet(now, now - count)) {
                    return true;
                }
            }
            return false;
        }

        int out() {
            return 4 - stock.get() - atHand.get();
        }
    }
}
