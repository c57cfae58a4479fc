package dev.mayfly.agents.agent;

import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Tag;
import dev.mayfly.agents.capability.Val;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The address of an agent: messages are sent to it, and nothing of the agent itself can be reached
 * by it. It stays valid after the agent has ended; what is sent then becomes a dead letter.
 *
 * {@snippet :
 * AgentRef<Order> desk = agents.spawn("desk", AgentSpec.handler(Desk::new));
 * desk.tell(new Order("MAY", 100));                      // an immutable record
 * desk.send(Iso.of(buffer));                             // the buffer is the agent's from here on
 * int open = desk.ask(CountOpen::new, Duration.ofSeconds(1));
 * }
 *
 * <p><b>Order.</b> What one thread sends to one agent arrives in the order it was sent. Between
 * several senders there is no order.
 *
 * <p>Thread rule: safe for use by any thread. What a sender did before it sent a message
 * happens-before the agent's handling of it.
 *
 * @param <M> the type of the messages it takes
 */
public interface AgentRef<M> extends Tag<AgentRef<M>> {

    /**
     * The agent's identity.
     *
     * @return a number given once in the life of the runtime
     */
    long id();

    /**
     * What people call it.
     *
     * @return the name it was given, or one made of its id, as in {@code agent-17}
     */
    String name();

    /**
     * Sends a message. Where the mailbox is full, its agent's {@link Overflow} policy decides: the
     * caller waits for room, is refused, or the oldest message makes way. A task that waits does so
     * by a system call; a handler never waits, and is refused.
     *
     * <p>To an agent that has ended, the message becomes a dead letter, which is counted and told,
     * and this returns.
     *
     * @param message what; an {@link dev.mayfly.agents.capability.Iso} is used up, unless this
     *     throws {@link MailboxFullException}
     * @throws MailboxFullException if there is no room and the policy is to refuse, or the caller
     *     is a handler
     * @throws dev.mayfly.agents.capability.IsoConsumedException if the message was given away
     *     before
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the calling task is cancelled while
     *     it waits; the message was not sent
     * @throws NullPointerException if the message is null
     */
    void send(Sendable<? extends M> message);

    /**
     * Sends something that nobody can change: {@code send(Val.of(message))}.
     *
     * @param message for instance a record of texts and numbers
     * @throws IllegalArgumentException if it can be changed; it names the field
     * @throws MailboxFullException as {@link #send}
     */
    default void tell(M message) {
        send(Val.of(message));
    }

    /**
     * Sends a message if there is room. Never waits.
     *
     * @param message what; an {@link dev.mayfly.agents.capability.Iso} is used up unless the result
     *     is {@link SendResult#FULL}
     * @return whether it was accepted, and how full the mailbox is
     * @throws dev.mayfly.agents.capability.IsoConsumedException if the message was given away
     *     before
     * @throws NullPointerException if the message is null
     */
    SendResult trySend(Sendable<? extends M> message);

    /**
     * Sends a question and waits for the answer.
     *
     * @param question makes the question, which carries where the answer goes; it must be immutable
     * @param timeout for room in the mailbox and the answer together, by the scheduler's clock;
     *     more than zero
     * @param <R> the type of the answer
     * @return the answer
     * @throws AskException if there is none: there was no room or no answer in time, the agent has
     *     ended, or it failed over the question; it says which
     * @throws IllegalStateException if the caller is this agent itself, or a handler, which must
     *     not wait: it asks by {@link AgentContext#ask}
     * @throws MailboxFullException as {@link #send}
     * @throws InterruptedException if a thread that is no task is interrupted
     */
    <R> R ask(Function<ReplyTo<R>, ? extends M> question, Duration timeout)
            throws InterruptedException;

    /**
     * Sends a question that carries something along, and waits for the answer. This is the way to
     * ask about something that can be changed:
     *
     * {@snippet :
     * record Write(ByteBuffer page, ReplyTo<Integer> replyTo) {}
     *
     * int written = writer.ask(Iso.of(page), Write::new, Duration.ofSeconds(1));
     * }
     *
     * @param content what it carries; an {@link dev.mayfly.agents.capability.Iso} is used up, also
     *     where no answer comes, unless there was no room: then this throws {@link
     *     MailboxFullException}, or an {@link AskException} with {@link AskException.Reason#FULL}
     * @param question makes the question of the content and of where the answer goes, once there is
     *     room for it; it must hold nothing that can be changed
     * @param timeout as {@link #ask(Function, Duration)}
     * @param <T> the type of the content
     * @param <R> the type of the answer
     * @return the answer
     * @throws IllegalArgumentException if the function holds something that can be changed; it
     *     names the field
     * @throws dev.mayfly.agents.capability.IsoConsumedException if the content was given away
     *     before
     * @throws AskException as {@link #ask(Function, Duration)}
     * @throws IllegalStateException as {@link #ask(Function, Duration)}
     * @throws MailboxFullException as {@link #send}
     * @throws InterruptedException if a thread that is no task is interrupted
     */
    <T, R> R ask(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Duration timeout)
            throws InterruptedException;

    /**
     * Sends a question. Never waits.
     *
     * @param question as in {@link #ask(Function, Duration)}
     * @param timeout by the scheduler's clock, more than zero
     * @param <R> the type of the answer
     * @return completes with the answer, or exceptionally with an {@link AskException}; also where
     *     there is no room for the question
     */
    <R> CompletionStage<R> askLater(Function<ReplyTo<R>, ? extends M> question, Duration timeout);

    /**
     * Sends a question that carries something along. Never waits.
     *
     * @param content what it carries; an {@link dev.mayfly.agents.capability.Iso} is used up,
     *     unless the stage ends with {@link AskException.Reason#FULL}
     * @param question as in {@link #ask(Sendable, BiFunction, Duration)}
     * @param timeout by the scheduler's clock, more than zero
     * @param <T> the type of the content
     * @param <R> the type of the answer
     * @return as {@link #askLater(Function, Duration)}
     * @throws IllegalArgumentException if the function holds something that can be changed; it
     *     names the field
     * @throws dev.mayfly.agents.capability.IsoConsumedException if the content was given away
     *     before
     */
    <T, R> CompletionStage<R> askLater(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Duration timeout);

    /**
     * Asks the agent to end. Messages sent from here on are dead letters. Its children end before
     * it does. Stopping again does nothing, but a {@link StopMode#DROP} shortens a {@link
     * StopMode#DRAIN}.
     *
     * @param mode what becomes of the messages that were accepted before
     */
    void stop(StopMode mode);

    /** Asks the agent to end, once it has handled what it has: {@code stop(StopMode.DRAIN)}. */
    default void stop() {
        stop(StopMode.DRAIN);
    }

    /**
     * The end of the agent.
     *
     * @return completes when the agent has ended, never exceptionally; each call returns a stage of
     *     its own
     */
    CompletionStage<Termination> termination();

    /**
     * Whether the agent takes no messages any more: it was stopped or has failed.
     *
     * @return true from the moment on in which it was asked to stop
     */
    boolean isStopped();

    /**
     * How many messages were accepted and are not yet handled.
     *
     * @return exact at some moment of the call
     */
    int length();

    @Override
    default AgentRef<M> handOver() {
        return this;
    }
}
