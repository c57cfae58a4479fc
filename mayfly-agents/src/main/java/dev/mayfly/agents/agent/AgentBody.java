package dev.mayfly.agents.agent;

/**
 * An agent with a stack: a coroutine that takes its messages when it wants them, and may wait for
 * whatever it likes.
 *
 * {@snippet :
 * AgentBody<Order> desk = mailbox -> {
 *     while (true) {
 *         Order order = mailbox.receive();
 *         database.save(order);     // blocks this agent only
 *     }
 * };
 * }
 *
 * <p>It runs as a task of the agent's queue, with all system calls. The agent ends when the body
 * returns, or when it was stopped and asks for a message beyond the last.
 *
 * @param <M> the type of the messages
 */
@FunctionalInterface
public interface AgentBody<M> {

    /**
     * Lives.
     *
     * @param mailbox the agent's own means and messages, on this thread only
     * @throws Exception any failure: see {@link OnFailure}
     */
    void run(Mailbox<M> mailbox) throws Exception;
}
