package dev.mayfly.agents.agent;

import dev.mayfly.agents.capability.Sendable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An agent's own means.
 *
 * <p>Thread rule: belongs to whatever runs the agent: one call at a time, during its turns only,
 * where that is not said otherwise.
 *
 * @param <M> the type of the messages
 */
public interface AgentContext<M> {

    /**
     * The agent's address, to be handed on.
     *
     * @return always the same
     */
    AgentRef<M> self();

    /**
     * When the message at hand was sent, by the scheduler's wall clock.
     *
     * @return exact to a millisecond
     * @throws IllegalStateException if there is none: in {@code onStart} for instance
     */
    Instant sentAt();

    /**
     * Starts a child, which ends before this agent does.
     *
     * @param spec what it is
     * @param <C> the type of its messages
     * @return its address
     * @throws IllegalArgumentException if its name is taken
     * @throws IllegalStateException if this agent is about to end
     */
    <C> AgentRef<C> spawn(AgentSpec<C> spec);

    /**
     * Gets a message when another agent has ended, at once if it has. The message is accepted even
     * where the mailbox is full.
     *
     * @param other whose end
     * @param notice makes the message
     */
    void watch(AgentRef<?> other, Function<Termination, ? extends Sendable<? extends M>> notice);

    /**
     * Asks another agent and gets the outcome as a message of its own, without waiting. The message
     * is accepted even where the mailbox is full.
     *
     * @param other whom
     * @param question makes the question
     * @param timeout by the scheduler's clock, more than zero
     * @param outcome makes the message, of an answer or an {@link AskException}; called by any
     *     thread
     * @param <O> the type of the other's messages
     * @param <R> the type of the answer
     */
    <O, R> void ask(
            AgentRef<O> other,
            Function<ReplyTo<R>, ? extends O> question,
            Duration timeout,
            Outcome<R, ? extends Sendable<? extends M>> outcome);

    /**
     * Asks another agent as {@link #ask(AgentRef, Function, Duration, Outcome)} does, with a
     * question that carries something along.
     *
     * @param other whom
     * @param content as in {@link AgentRef#askLater(Sendable, BiFunction, Duration)}
     * @param question makes the question of the content and of where the answer goes; it must hold
     *     nothing that can be changed
     * @param timeout by the scheduler's clock, more than zero
     * @param outcome makes the message, of an answer or an {@link AskException}; called by any
     *     thread
     * @param <O> the type of the other's messages
     * @param <T> the type of the content
     * @param <R> the type of the answer
     * @throws IllegalArgumentException if the function holds something that can be changed; it
     *     names the field
     * @throws dev.mayfly.agents.capability.IsoConsumedException if the content was given away
     *     before
     */
    <O, T, R> void ask(
            AgentRef<O> other,
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends O> question,
            Duration timeout,
            Outcome<R, ? extends Sendable<? extends M>> outcome);

    /**
     * Sends itself a message later. It is accepted even where the mailbox is full; it is a dead
     * letter if the agent ends before, and gone if the runtime is closed before.
     *
     * @param delay by the scheduler's clock; zero or less is at once
     * @param message what
     * @return takes the message back; does nothing once it was sent
     */
    Runnable after(Duration delay, Sendable<? extends M> message);

    /** Asks this agent to end, as {@link AgentRef#stop()} does. */
    default void stop() {
        self().stop();
    }

    /**
     * What came of a question.
     *
     * @param <R> the type of the answer
     * @param <T> what is made of it
     */
    interface Outcome<R, T> {

        /**
         * There is an answer.
         *
         * @param answer it
         * @return the message
         */
        T answered(R answer);

        /**
         * There is no answer.
         *
         * @param failure why
         * @return the message
         */
        T failed(AskException failure);
    }
}
