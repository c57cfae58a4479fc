package dev.mayfly.kernel.carrier;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two submitters at once: each unit arrives once, and those of one submitter in order. */
@JCStressTest
@Outcome(
        id = {"123", "132", "312"},
        expect = Expect.ACCEPTABLE,
        desc = "each unit once, 1 before 2")
@Outcome(expect = Expect.FORBIDDEN, desc = "a unit is lost, taken twice or overtaken")
@State
public class InboxAddersStress {

    private final Inbox inbox = new Inbox();
    private final ReadyUnit a = Fixture.unit();
    private final ReadyUnit b = Fixture.unit();
    private final ReadyUnit c = Fixture.unit();

    @Actor
    public void adder() {
        inbox.add(a);
        inbox.add(b);
    }

    @Actor
    public void otherAdder() {
        inbox.add(c);
    }

    @Arbiter
    public void look(I_Result result) {
        for (ReadyUnit unit = inbox.takeAll(); unit != null; unit = unit.below) {
            result.r1 = 10 * result.r1 + (unit == a ? 1 : unit == b ? 2 : 3);
        }
    }
}
