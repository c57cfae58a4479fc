package dev.mayfly.agents.event;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.Termination;

/** What happened to agents. Messages that were handled are counted and make no events. */
public sealed interface AgentEvent {

    /**
     * An agent has begun, or begun anew.
     *
     * @param agent which
     * @param restarts how often it has begun anew
     */
    record Started(AgentRef<?> agent, long restarts) implements AgentEvent {}

    /**
     * An agent's handler or body threw.
     *
     * @param agent which
     * @param cause what it threw
     * @param action what happens now
     */
    record Failed(AgentRef<?> agent, Throwable cause, Action action) implements AgentEvent {}

    /** What happens after a failure. */
    enum Action {
        /** It begins anew. */
        RESTARTS,
        /** It goes on. */
        RESUMES,
        /** It ends. */
        STOPS,
        /** It ends, and its parent fails. */
        ESCALATES,
        /** Nothing: it was ending. */
        NONE
    }

    /**
     * An agent has ended.
     *
     * @param termination which, and why
     */
    record Ended(Termination termination) implements AgentEvent {}

    /**
     * A mailbox has reached its high mark, or fallen to its low mark again.
     *
     * @param agent whose
     * @param pressed whether senders are to slow down
     * @param length how many messages it has
     */
    record Pressure(AgentRef<?> agent, boolean pressed, int length) implements AgentEvent {}

    /**
     * A message will not be handled.
     *
     * @param letter which
     */
    record Undelivered(DeadLetter letter) implements AgentEvent {}
}
