package dev.mayfly.agents.agent;

import dev.mayfly.kernel.supervise.RestartIntensity;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What an agent is: its behaviour and its settings.
 *
 * @param behaviour what it does
 * @param name unique among the living of the runtime; null for none
 * @param mailbox how much it takes
 * @param priority how urgent its turns are
 * @param onFailure what happens when it throws
 * @param intensity how often it may begin anew
 * @param queue the queue of the scheduler whose engine runs it; null for the runtime's
 * @param <M> the type of the messages
 */
public record AgentSpec<M>(
        Behaviour<M> behaviour,
        @Nullable String name,
        MailboxSize mailbox,
        AgentPriority priority,
        OnFailure onFailure,
        RestartIntensity intensity,
        @Nullable String queue) {

    /** How often an agent may begin anew unless said otherwise: 10 times in 10 s. */
    public static final RestartIntensity DEFAULT_INTENSITY =
            new RestartIntensity(10, Duration.ofSeconds(10));

    /**
     * What an agent does.
     *
     * @param <M> the type of the messages
     */
    public sealed interface Behaviour<M> {

        /**
         * Called with each message, without a stack in between.
         *
         * @param handler makes the handler, anew after a failure
         * @param <M> the type of the messages
         */
        record Handler<M>(Supplier<? extends AgentHandler<M>> handler) implements Behaviour<M> {}

        /**
         * A coroutine.
         *
         * @param body makes the body, anew after a failure
         * @param <M> the type of the messages
         */
        record Body<M>(Supplier<? extends AgentBody<M>> body) implements Behaviour<M> {}
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public AgentSpec {
        Objects.requireNonNull(behaviour, "an agent needs a behaviour");
        if (name != null && name.isBlank()) {
            throw new IllegalArgumentException(
                    "an agent's name must not be blank; leave it out and it is named by its id");
        }
    }

    private static <M> AgentSpec<M> of(Behaviour<M> behaviour) {
        return new AgentSpec<>(
                behaviour,
                null,
                MailboxSize.DEFAULT,
                AgentPriority.NORMAL,
                OnFailure.RESTART,
                DEFAULT_INTENSITY,
                null);
    }

    /**
     * An agent that is called with each message.
     *
     * @param handler makes the handler, at the first turn and anew after a failure
     * @param <M> the type of the messages
     * @return the spec
     */
    public static <M> AgentSpec<M> handler(Supplier<? extends AgentHandler<M>> handler) {
        return of(new Behaviour.Handler<>(handler));
    }

    /**
     * An agent that is a coroutine.
     *
     * @param body makes the body, at the start and anew after a failure
     * @param <M> the type of the messages
     * @return the spec
     */
    public static <M> AgentSpec<M> body(Supplier<? extends AgentBody<M>> body) {
        return of(new Behaviour.Body<>(body));
    }

    /**
     * The same agent by a name.
     *
     * @param other unique among the living of the runtime
     * @return a copy
     */
    public AgentSpec<M> named(String other) {
        return new AgentSpec<>(behaviour, other, mailbox, priority, onFailure, intensity, queue);
    }

    /**
     * The same agent with another mailbox.
     *
     * @param other how much it takes
     * @return a copy
     */
    public AgentSpec<M> mailbox(MailboxSize other) {
        return new AgentSpec<>(behaviour, name, other, priority, onFailure, intensity, queue);
    }

    /**
     * The same agent with a mailbox of another capacity, with marks in proportion.
     *
     * @param capacity 1 to {@link MailboxSize#LARGEST}
     * @return a copy
     */
    public AgentSpec<M> capacity(int capacity) {
        return mailbox(MailboxSize.of(capacity).overflow(mailbox.overflow()));
    }

    /**
     * The same agent with another rule for messages that find its mailbox full.
     *
     * @param overflow the rule
     * @return a copy
     */
    public AgentSpec<M> overflow(Overflow overflow) {
        return mailbox(mailbox.overflow(overflow));
    }

    /**
     * The same agent with another priority.
     *
     * @param other how urgent
     * @return a copy
     */
    public AgentSpec<M> priority(AgentPriority other) {
        return new AgentSpec<>(behaviour, name, mailbox, other, onFailure, intensity, queue);
    }

    /**
     * The same agent with another rule for failures.
     *
     * @param other the rule
     * @return a copy
     */
    public AgentSpec<M> onFailure(OnFailure other) {
        return new AgentSpec<>(behaviour, name, mailbox, priority, other, intensity, queue);
    }

    /**
     * The same agent, which may begin anew more or less often.
     *
     * @param other how often
     * @return a copy
     */
    public AgentSpec<M> intensity(RestartIntensity other) {
        return new AgentSpec<>(behaviour, name, mailbox, priority, onFailure, other, queue);
    }

    /**
     * The same agent on another queue.
     *
     * @param other a queue of the scheduler
     * @return a copy
     */
    public AgentSpec<M> queue(String other) {
        return new AgentSpec<>(behaviour, name, mailbox, priority, onFailure, intensity, other);
    }
}
