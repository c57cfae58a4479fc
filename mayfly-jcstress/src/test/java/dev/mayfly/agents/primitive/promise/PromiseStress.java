package dev.mayfly.agents.primitive.promise;

import dev.mayfly.agents.capability.Iso;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

import java.util.concurrent.CompletableFuture;

/** Two complete a promise, and one waits for it. */
@JCStressTest
@Outcome(id = "1, 0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the first is first")
@Outcome(id = "0, 1, 1, 2", expect = Expect.ACCEPTABLE, desc = "the second is first")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or none, or an Iso is lost")
@State
public class PromiseStress {

    private final LocalPromise<Integer> promise = new LocalPromise<>(Outside.SURROUNDINGS);
    private final CompletableFuture<Integer> copy = promise.future();
    private final Iso<Integer> one = Iso.of(1);
    private final Iso<Integer> two = Iso.of(2);

    @Actor
    public void first(IIII_Result result) {
        result.r1 = promise.complete(one) ? 1 : 0;
    }

    @Actor
    public void second(IIII_Result result) {
        result.r2 = promise.complete(two) ? 1 : 0;
    }

    @Arbiter
    public void look(IIII_Result result) {
        result.r3 = one.isConsumed() == two.isConsumed() ? 0 : 1;
        result.r4 = copy.getNow(0);
    }
}
