package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/**
 * One gives back while another wants some of what was given back, which moves from the hand to the
 * stock meanwhile.
 */
@JCStressTest
@Outcome(
        id = {"false, false, 0", "false, true, 5", "true, true, 5"},
        expect = Expect.ACCEPTABLE,
        desc = "refused only before")
@Outcome(expect = Expect.FORBIDDEN, desc = "refused although seven were given back, or miscounted")
@State
public class PermitsReleaseStress {

    private final StripedPermits permits = new StripedPermits(8, 4, () -> {});
    private volatile boolean given;

    public PermitsReleaseStress() {
        permits.acquire(8);
    }

    @Actor
    public void giver() {
        for (int i = 0; i < 7; i++) {
            permits.release();
        }
        given = true;
        permits.release();
    }

    @Actor
    public void taker(ZZI_Result result) {
        result.r1 = given;
        result.r2 = permits.acquire(5);
    }

    @Arbiter
    public void count(ZZI_Result result) {
        result.r3 = (int) permits.out();
    }
}
