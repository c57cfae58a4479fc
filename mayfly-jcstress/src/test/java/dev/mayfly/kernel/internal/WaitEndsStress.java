package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.schedule.WaitMap;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A signal against a time-out and a cancellation, for a thread that is parked. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "ended once, the signal used or kept")
@Outcome(expect = Expect.FORBIDDEN, desc = "a thread blocks for ever, or a signal is lost")
@State
public class WaitEndsStress {

    private final WaitMap map = new WaitMap();
    private final CountingWait wait = new CountingWait();
    private final boolean parked;
    private int woken;
    private boolean timedOut;
    private boolean stopped;

    public WaitEndsStress() {
        map.add("key", wait);
        parked = wait.park();
    }

    @Actor
    public void signaller() {
        woken = map.signal("key");
    }

    @Actor
    public void timer() {
        timedOut = wait.end(Wait.End.TIMED_OUT);
        stopped = wait.end(Wait.End.STOPPED);
    }

    @Arbiter
    public void look(II_Result result) {
        map.remove(wait);
        int ends = woken + (timedOut ? 1 : 0) + (stopped ? 1 : 0);
        boolean resumed = wait.unblocked == (parked ? 1 : 0);
        result.r1 = ends == 1 && resumed ? 1 : 0;
        result.r2 = woken + (map.takeKept("key") ? 1 : 0);
    }
}
