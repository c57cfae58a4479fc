package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two want the last permit, which lies at hand: exactly one gets it. */
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "both have it, or none")
@State
public class PermitsStress {

    private final StripedPermits permits = new StripedPermits(2, 2, () -> {});

    public PermitsStress() {
        permits.acquire(1);
    }

    @Actor
    public void one(II_Result result) {
        result.r1 = permits.acquire(1) ? 1 : 0;
    }

    @Actor
    public void other(II_Result result) {
        result.r2 = permits.acquire(1) ? 1 : 0;
    }
}
