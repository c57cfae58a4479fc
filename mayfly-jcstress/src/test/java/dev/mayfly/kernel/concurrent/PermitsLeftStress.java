package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two want permits of which there are enough, all at hand: none is refused. */
@JCStressTest
@Outcome(id = "true, true, 3", expect = Expect.ACCEPTABLE, desc = "both have one")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is refused while some are left")
@State
public class PermitsLeftStress {

    private final StripedPermits permits = new StripedPermits(4, 4, () -> {});

    public PermitsLeftStress() {
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
}
