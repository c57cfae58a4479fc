package dev.mayfly.agents.agent;

import dev.mayfly.kernel.task.TaskContext;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Where an {@link AgentBody} gets its messages.
 *
 * <p>Thread rule: belongs to the body's thread.
 *
 * @param <M> the type of the messages
 */
public interface Mailbox<M> extends AgentContext<M> {

    /**
     * Waits for the next message.
     *
     * @return the oldest
     * @throws AgentEndedException once the agent was stopped and has no more messages; let it pass,
     *     or catch it to tidy up
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the agent's task is cancelled
     */
    M receive();

    /**
     * Waits for the next message, but no longer than the given time.
     *
     * @param timeout by the scheduler's clock; zero or less does not wait
     * @return the oldest, or null if the time was up
     * @throws AgentEndedException once the agent was stopped and has no more messages
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the agent's task is cancelled
     */
    @Nullable M receive(Duration timeout);

    /**
     * Takes the next message if there is one. Never waits.
     *
     * @return the oldest, or null
     * @throws AgentEndedException once the agent was stopped and has no more messages
     */
    @Nullable M tryReceive();

    /**
     * The system calls.
     *
     * @return those of the task that the body runs in
     */
    TaskContext task();
}
