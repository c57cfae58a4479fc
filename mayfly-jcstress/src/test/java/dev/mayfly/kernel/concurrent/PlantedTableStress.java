package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Planted: a place is looked at and then written, in two steps. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "each is there once")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is lost")
@State
public class PlantedTableStress {

    private final Object[] places = new Object[2];
    private final Object a = new Object();
    private final Object b = new Object();

    @Actor
    public void one() {
        add(a);
    }

    @Actor
    public void other() {
        add(b);
    }

    private void add(Object entry) {
        for (int place = 0; place < places.length; place++) {
            if (places[place] == null) {
                places[place] = entry;
                return;
            }
        }
    }

    @Arbiter
    public void look(II_Result result) {
        for (Object seen : places) {
            result.r1 += seen == a ? 1 : 0;
            result.r2 += seen == b ? 1 : 0;
        }
    }
}
