package dev.mayfly.agents.primitive.promise;

import dev.mayfly.agents.capability.Iso;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

import java.util.concurrent.CompletableFuture;

/** Planted: a promise that hands over before it knows who is first. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one Iso is kept")
@Outcome(expect = Expect.FORBIDDEN, desc = "an Iso is lost")
@State
public class PlantedPromiseStress {

    private final CompletableFuture<Integer> promise = new CompletableFuture<>();
    private final Iso<Integer> one = Iso.of(1);
    private final Iso<Integer> two = Iso.of(2);

    private void complete(Iso<Integer> iso) {
        if (!promise.isDone()) {
            promise.complete(iso.take());
        }
    }

    @Actor
    public void first() {
        complete(one);
    }

    @Actor
    public void second() {
        complete(two);
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = one.isConsumed() == two.isConsumed() ? 0 : 1;
    }
}
