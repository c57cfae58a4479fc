package dev.mayfly.kernel.internal;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

import java.util.concurrent.CompletableFuture;

/** Planted: an asker that looks for the result and then registers, in two steps. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the asker is told")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody waits for ever")
@State
public class PlantedFuturesStress {

    private final CompletableFuture<String> future = new CompletableFuture<>();
    private volatile boolean ended;
    private volatile CompletableFuture<String> registered;

    @Actor
    public void asker() {
        if (ended) {
            future.complete("done");
        } else {
            for (int i = 0; i < 40; i++) {
                Thread.onSpinWait(); // an asker that is slow
            }
            registered = future;
        }
    }

    @Actor
    public void task() {
        CompletableFuture<String> seen = registered;
        ended = true;
        if (seen != null) {
            seen.complete("done");
        }
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = future.isDone() ? 1 : 0;
    }
}
