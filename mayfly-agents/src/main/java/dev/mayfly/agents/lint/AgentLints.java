package dev.mayfly.agents.lint;

import dev.mayfly.agents.AgentRuntime;
import dev.mayfly.kernel.lint.LintRule;
import dev.mayfly.kernel.time.Clock;

import java.time.Duration;
import java.util.List;

/**
 * The rules about agents.
 *
 * <p>This type only makes them; it has no instances.
 */
public final class AgentLints {

    /** For how long an agent with a pressed mailbox may handle nothing, unless set: 30 s. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

    private AgentLints() {}

    /**
     * All of them, as they are unless set.
     *
     * @param clock the scheduler's
     * @param agents what they look at
     * @return new rules, for one {@code Lints}
     */
    public static List<LintRule> rules(Clock clock, AgentRuntime agents) {
        return List.of(undrainedMailbox(clock, agents, DEFAULT_PATIENCE));
    }

    /**
     * {@code undrained-mailbox}: a mailbox has reached its high mark, and its agent has handled no
     * message for a while. One that never fills so far is not seen: the rule hears when a mailbox
     * becomes pressed, and looks at those only.
     *
     * @param clock the scheduler's
     * @param agents what it looks at; it listens to them for as long as they live
     * @param patience for how long nothing may be handled, more than zero
     * @return a new rule
     * @throws IllegalArgumentException if the time is zero or less
     */
    public static LintRule undrainedMailbox(Clock clock, AgentRuntime agents, Duration patience) {
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("patience " + patience + " is not positive");
        }
        var rule = new UndrainedMailboxRule(clock, agents, patience);
        agents.addListener(rule);
        return rule;
    }
}
