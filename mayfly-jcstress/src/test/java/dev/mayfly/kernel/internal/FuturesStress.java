package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.task.JoinResult;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

import java.util.concurrent.CompletableFuture;

/** One asks for a future while the task ends, and one has asked before. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "both are told")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody waits for ever")
@State
public class FuturesStress {

    private final Futures<String> futures = new Futures<>();
    private CompletableFuture<String> one;
    private final CompletableFuture<String> two = futures.newFuture();
    private boolean visible;

    @Actor
    public void asker() {
        one = futures.newFuture();
    }

    @Actor
    public void task() {
        futures.complete(
                new JoinResult.Success<>("done"), () -> visible = futures.result() != null);
    }

    @Arbiter
    public void look(III_Result result) {
        result.r1 = one.isDone() ? 1 : 0;
        result.r2 = two.isDone() ? 1 : 0;
        result.r3 = visible ? 1 : 0;
    }
}
