package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** One leaves a place while another comes whose place it is too, in a table that cannot grow. */
@JCStressTest
@Outcome(id = "true, 1, 0", expect = Expect.ACCEPTABLE, desc = "only the second is there")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is lost, or stays")
@State
public class TableRemoveStress {

    private record Numbered(long number) implements LiveTable.Entry {}

    private final LiveTable<Numbered> table = new LiveTable<>(16, 16);
    private final Numbered a = new Numbered(3);
    private final Numbered b = new Numbered(3 + 16);

    public TableRemoveStress() {
        table.add(a);
    }

    @Actor
    public void leaver() {
        table.remove(a);
    }

    @Actor
    public void comer(ZII_Result result) {
        table.add(b);
        result.r1 = table.find(b.number()) == b;
    }

    @Arbiter
    public void look(ZII_Result result) {
        table.forEach(entry -> result.r2 += entry == b ? 1 : 10);
        result.r3 = table.find(a.number()) == null ? 0 : 1;
    }
}
