package dev.mayfly.agents.agent;

/**
 * An agent without a stack: it is called with one message at a time, on the carriers, and costs a
 * few hundred bytes while it has nothing to do.
 *
 * {@snippet :
 * final class Counter implements AgentHandler<CounterMessage> {
 *     private int count;
 *
 *     public void onMessage(CounterMessage message, AgentContext<CounterMessage> self) {
 *         switch (message) {
 *             case Add(int n) -> count += n;
 *             case Get(var replyTo) -> replyTo.tell(count);
 *         }
 *     }
 * }
 * }
 *
 * <p>A handler must not block: it holds a carrier while it runs. One that does so all the same is
 * reported as a held carrier, with its stack, and a spare stands in; for waits there is {@link
 * AgentBody}.
 *
 * <p>Thread rule: one call at a time, by whichever carrier; each call sees what the one before did,
 * so fields need no synchronization.
 *
 * @param <M> the type of the messages
 */
@FunctionalInterface
public interface AgentHandler<M> {

    /**
     * Handles a message.
     *
     * @param message what was sent
     * @param self the agent's own means, valid until it ends, on this agent's turns only
     * @throws Exception any failure: see {@link OnFailure}
     */
    void onMessage(M message, AgentContext<M> self) throws Exception;

    /**
     * The agent begins, or begins anew after a failure; before its first message.
     *
     * @param self the agent's own means
     * @throws Exception any failure: see {@link OnFailure}
     */
    default void onStart(AgentContext<M> self) throws Exception {}

    /**
     * The agent ends: after its last message and the end of its children.
     *
     * @param self the agent's own means
     * @throws Exception any failure, which is told to listeners and changes nothing
     */
    default void onStop(AgentContext<M> self) throws Exception {}
}
