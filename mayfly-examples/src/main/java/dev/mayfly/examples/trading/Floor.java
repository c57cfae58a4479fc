package dev.mayfly.examples.trading;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.primitive.lease.LeaseTable;
import dev.mayfly.examples.trading.Message.Bell;
import dev.mayfly.examples.trading.Message.Hired;
import dev.mayfly.examples.trading.Message.Joined;
import dev.mayfly.examples.trading.Message.Note;
import dev.mayfly.examples.trading.Message.ToAnalyst;
import dev.mayfly.examples.trading.Message.ToClerk;
import dev.mayfly.examples.trading.Message.ToExchange;
import dev.mayfly.examples.trading.Message.ToExecutor;
import dev.mayfly.examples.trading.Message.ToRiskManager;
import dev.mayfly.examples.trading.TradingDay.Plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is there, and who knows whom: everybody gets the addresses it needs when it is hired. */
final class Floor {

    /** An executor that is behind soon says so. */
    private static final int EXECUTOR_CAPACITY = 4;

    private final AgentRuntime agents;
    private final Plan plan;
    private final Grapevine grapevine;
    private final LeaseTable leases;
    private final AgentRef<ToClerk> clerk;
    private final AgentRef<ToExchange> exchange;
    private final AgentRef<ToRiskManager> riskManager;
    private final Map<String, AgentRef<ToAnalyst>> analysts = new LinkedHashMap<>();
    private final Map<String, AgentRef<ToExecutor>> executors = new LinkedHashMap<>();

    Floor(AgentRuntime agents, Plan plan) {
        this.agents = agents;
        this.plan = plan;
        grapevine = new Grapevine(agents, plan.seed());
        leases = agents.leases();
        clerk = agents.spawn("clerk", Clerk::new);
        exchange =
                agents.spawn("exchange", () -> new Exchange(plan.fence().get(), clerk, grapevine));
        riskManager =
                agents.spawn(
                        AgentSpec.body(() -> new RiskManager(agents, clerk, grapevine))
                                .named("risk-manager"));
    }

    void hireAnalysts() {
        Duration never = Committee.TIME_OUT.multipliedBy(2);
        hire("anna", Strategy.MOMENTUM, Duration.ZERO);
        hire("ben", Strategy.REVERSAL, Duration.ZERO);
        hire("carla", Strategy.BREAKOUT, Duration.ZERO);
        hire("dave", Strategy.TREND, Duration.ZERO);
        hire("erin", Strategy.CAREFUL, never); // makes up her mind when the vote is over
        riskManager.tell(new Hired(List.copyOf(analysts.values())));
    }

    private void hire(String name, Strategy strategy, Duration slowness) {
        AgentRef<ToAnalyst> analyst =
                agents.spawn(
                        name, () -> new Analyst(strategy, slowness, riskManager, clerk, grapevine));
        analysts.put(name, analyst);
    }

    void hireExecutor(String name) {
        LeaseTable own = name.equals("exec-b") ? plan.leasesOfB().apply(leases) : leases;
        AgentSpec<ToExecutor> spec =
                AgentSpec.body(() -> new Executor(agents, own, exchange, clerk, grapevine));
        AgentRef<ToExecutor> executor = agents.spawn(spec.named(name).capacity(EXECUTOR_CAPACITY));
        executors.put(name, executor);
        riskManager.tell(new Joined(executor));
    }

    void note(String text) {
        clerk.tell(new Note(text));
    }

    void ring(Bell bell) {
        grapevine.ring(bell);
    }

    long whispersTurnedAway() {
        return grapevine.turnedAway();
    }

    // ---- who is there

    AgentRef<ToClerk> clerk() {
        return clerk;
    }

    AgentRef<ToExchange> exchange() {
        return exchange;
    }

    AgentRef<ToRiskManager> riskManager() {
        return riskManager;
    }

    Collection<AgentRef<ToAnalyst>> analysts() {
        return analysts.values();
    }

    AgentRef<ToAnalyst> analyst(String name) {
        return known(analysts, name);
    }

    AgentRef<ToExecutor> executor(String name) {
        return known(executors, name);
    }

    private static <A> A known(Map<String, A> team, String name) {
        A member = team.get(name);
        if (member == null) {
            throw new IllegalArgumentException(name + " is none of " + team.keySet());
        }
        return member;
    }

    /** All that trade, the exchange aside. */
    List<AgentRef<?>> traders() {
        var traders = new ArrayList<AgentRef<?>>(analysts.values());
        traders.addAll(executors.values());
        traders.add(riskManager);
        return traders;
    }
}
