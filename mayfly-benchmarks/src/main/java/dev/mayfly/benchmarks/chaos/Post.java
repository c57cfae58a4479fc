package dev.mayfly.benchmarks.chaos;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.capability.Val;

/** How letters are brought, so that a test can lose some. */
@FunctionalInterface
interface Post {

    /** Brings letters as they are. */
    Post HONEST = (to, letter) -> to.trySend(Val.of(letter));

    /** As {@link AgentRef#trySend}. */
    SendResult trySend(AgentRef<Letter> to, Letter letter);
}
