package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An inbox that one adds to while another empties it. */
@JCStressTest
@Outcome(
        id = {"0, 12", "1, 2", "12, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "each unit once, in order")
@Outcome(expect = Expect.FORBIDDEN, desc = "a unit is lost, taken twice or overtaken")
@State
public class InboxStress {

    private final Inbox inbox = new Inbox();
    private final ReadyUnit a = Fixture.unit();
    private final ReadyUnit b = Fixture.unit();

    @Actor
    public void adder() {
        inbox.add(a);
        inbox.add(b);
    }

    @Actor
    public void taker(II_Result result) {
        result.r1 = order(inbox.takeAll());
    }

    @Arbiter
    public void rest(II_Result result) {
        result.r2 = order(inbox.takeAll());
    }

    private int order(ReadyUnit first) {
        int order = 0;
        for (ReadyUnit unit = first; unit != null; unit = unit.below) {
            order = 10 * order + (unit == a ? 1 : 2);
        }
        return order;
    }
}
