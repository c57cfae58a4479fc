package dev.mayfly.examples.trading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.agents.primitive.shard.RingShard;
import dev.mayfly.agents.primitive.shard.Shard;
import dev.mayfly.examples.stage.Stage;
import dev.mayfly.examples.trading.TradingDay.Plan;
import dev.mayfly.kernel.sim.Simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

@Timeout(120)
class TradingDayTests {

    private static Day simulated(Simulation simulation, Plan plan) {
        return Stage.simulated(
                simulation, (agents, task) -> new TradingDay(agents, task, plan).play());
    }

    private static Day simulated(Plan plan) {
        return simulated(Simulation.withSeed(plan.seed()), plan);
    }

    private static void checkBalances(Day day) {
        assertThat(day.balances()).allMatch(Day.Balance::holds);
    }

    // ---- in simulated time

    @Test
    void everythingIsAccountedForWhateverTheOrder() {
        var seen = EnumSet.noneOf(Account.class);
        for (long seed = 1; seed <= 20; seed++) {
            Plan plan = Plan.usual(seed);
            Day day = simulated(Simulation.withSeed(seed), plan);
            checkBalances(day);
            checkBalances(simulated(Simulation.withSeed(seed).shuffled(), Plan.usual(seed)));
            seen.addAll(day.books().counts().keySet());
        }
        assertThat(seen)
                .as("what happens on some day")
                .contains(
                        Account.VETOED_FOR_SYMBOL_LIMIT,
                        Account.VETOED_FOR_TOTAL_LIMIT,
                        Account.VETOED_BY_VOTE,
                        Account.VETOED_WITHOUT_DECISION,
                        Account.HELD_UP,
                        Account.EXECUTED,
                        Account.REFUSED)
                .doesNotContain(Account.EXECUTED_UNDER_OLD_TOKEN);
    }

    @Test
    void theTotalLimitHolds() {
        for (long seed = 1; seed <= 5; seed++) {
            Day day = simulated(Plan.usual(seed));
            assertThat(day.books().get(Account.LOTS_HELD))
                    .isPositive()
                    .isLessThanOrEqualTo(RiskManager.TOTAL_LIMIT);
            assertThat(day.vetoed()).isPositive();
        }
    }

    @Test
    void onlyTheFrozenExecutorIsRefused() {
        Day day = simulated(Plan.usual(42));

        assertThat(refusals(day)).hasSize(1).allMatch(note -> note.contains("of exec-b: token"));
        assertThat(day.books().get(Account.PAGES_REFUSED)).isEqualTo(1);
    }

    private static List<String> refusals(Day day) {
        return day.books().notes().stream().filter(note -> note.contains("refuses")).toList();
    }

    @Test
    void onlyTheSymbolsOfWhoComesOrGoesMove() {
        Shard three = RingShard.of("exec-a", "exec-b", "exec-c");
        Shard four = three.with("exec-d");

        assertThat(Roster.moved(three, four))
                .isNotEmpty()
                .allMatch(symbol -> four.owner(symbol).equals("exec-d"));
        assertThat(Roster.moved(four, four.without("exec-a")))
                .isNotEmpty()
                .allMatch(symbol -> four.owner(symbol).equals("exec-a"));
    }

    @Test
    void theSameSeedGivesTheSameReport() throws Exception {
        assertThat(Main.play("42")).isEqualTo(Main.play("42"));
    }

    @Test
    void theDocumentationShowsWhatIsPrinted() throws IOException, InterruptedException {
        assertThat(Files.readString(Path.of("..", "docs", "examples-agents.md")))
                .contains(Main.play("42"));
    }

    // ---- in real time

    @Test
    void everythingIsAccountedForInRealTime() throws Exception {
        checkBalances(
                Stage.inRealTime(
                        (agents, task) -> new TradingDay(agents, task, Plan.usual(7)).play()));
    }

    // ---- planted

    /** Planted: executor b trades under its first lease all day. */
    @Test
    void anExecutorThatIgnoresItsLeaseIsRefusedByItsToken() {
        Day day = simulated(new Plan(42, Exchange.Fence::new, StaleLeases::new));

        assertThat(refusals(day))
                .hasSizeGreaterThan(1)
                .allMatch(note -> note.contains("of exec-b: token"));
        assertThat(day.books().get(Account.EXECUTED_UNDER_OLD_TOKEN)).isZero();
        checkBalances(day);
    }

    /** Planted: nor does the exchange look at tokens. */
    @Test
    void anExchangeThatIgnoresTokensIsFoundOutByTheBooks() {
        Day day = simulated(new Plan(42, () -> token -> true, StaleLeases::new));

        assertThat(day.balances())
                .filteredOn(balance -> !balance.holds())
                .extracting(Day.Balance::what)
                .containsExactly("orders executed under an old token");
    }
}
