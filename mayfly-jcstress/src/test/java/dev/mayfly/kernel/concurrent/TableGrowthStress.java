package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two add where one stands already, in a table so small that the first of them makes it grow: all
 * three are found, each is seen once, and all can be removed.
 */
@JCStressTest
@Outcome(id = "3, 3, 0", expect = Expect.ACCEPTABLE, desc = "each is there once")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is lost or there twice")
@State
public class TableGrowthStress {

    private record Numbered(long number) implements LiveTable.Entry {}

    private final LiveTable<Numbered> table = new LiveTable<>(16, 64);
    private final Numbered a = new Numbered(3);
    private final Numbered b = new Numbered(3 + 64);
    private final Numbered c = new Numbered(3 + 128);

    public TableGrowthStress() {
        table.add(a);
        for (int i = 0; i < 16; i++) { // full, so that whoever comes next makes it grow
            if (i != a.number()) {
                table.add(new Numbered(i));
            }
        }
    }

    @Actor
    public void one() {
        table.add(b);
    }

    @Actor
    public void other() {
        table.add(c);
    }

    @Arbiter
    public void look(III_Result result) {
        for (Numbered entry : new Numbered[] {a, b, c}) {
            result.r1 += table.find(entry.number()) == entry ? 1 : 0;
        }
        table.forEach(entry -> result.r2 += entry.number() % 64 == 3 ? 1 : 0);
        for (Numbered entry : new Numbered[] {a, b, c}) {
            table.remove(entry);
        }
        table.forEach(entry -> result.r3 += entry.number() % 64 == 3 ? 1 : 0);
    }
}
