package dev.mayfly.kernel.concurrent;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * One looks while others come, make the table grow and leave again: who stays is found and seen
 * once, who comes and goes is seen once or not at all.
 */
@JCStressTest
@Outcome(
        id = {"true, 1, 0", "true, 1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "who stays is there once")
@Outcome(expect = Expect.FORBIDDEN, desc = "somebody is missed or seen twice")
@State
public class TableLookStress {

    private record Numbered(long number) implements LiveTable.Entry {}

    private final LiveTable<Numbered> table = new LiveTable<>(16, 64);
    private final Numbered stays = new Numbered(3);
    private final Numbered passes = new Numbered(3 + 64);

    public TableLookStress() {
        for (int i = 0; i < 16; i++) { // full, so that whoever comes next makes it grow
            table.add(i == stays.number() ? stays : new Numbered(i));
        }
    }

    @Actor
    public void passer() {
        table.add(new Numbered(3 + 128));
        table.add(passes);
        table.remove(passes);
    }

    @Actor
    public void looker(ZII_Result result) {
        result.r1 = table.find(stays.number()) == stays;
        table.forEach(entry -> {
            result.r2 += entry == stays ? 1 : 0;
            result.r3 += entry == passes ? 1 : 0;
        });
    }
}
