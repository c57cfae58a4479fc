package dev.mayfly.agents.primitive.promise;

import dev.mayfly.agents.capability.Iso;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

import java.util.concurrent.CompletableFuture;

/** One asks for a copy while the promise is completed, and one has asked before. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both are told")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody waits for ever")
@State
public class PromiseFutureStress {

    private final LocalPromise<Integer> promise = new LocalPromise<>(Outside.SURROUNDINGS);
    private final CompletableFuture<Integer> before = promise.future();
    private CompletableFuture<Integer> meanwhile;

    @Actor
    public void asker() {
        meanwhile = promise.future();
    }

    @Actor
    public void completer() {
        promise.complete(Iso.of(1));
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = before.getNow(0);
        result.r2 = meanwhile.getNow(0);
    }
}
