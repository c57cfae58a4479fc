package dev.mayfly.spring.internal.agent;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.capability.Sendable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The address of a declared agent, to be injected before the agent has started. From then on it
 * passes everything on, at the price of one read of a field.
 *
 * <p>Thread rule: safe for use by any thread.
 *
 * @param <M> the type of the messages
 */
final class InjectedAgentRef<M> implements AgentRef<M> {

    private final String name;
    private final AgentAddresses addresses;

    /** Null until the agent is found to have started; never changes after. */
    private volatile @Nullable AgentRef<M> agent;

    InjectedAgentRef(String name, AgentAddresses addresses) {
        this.name = name;
        this.addresses = addresses;
    }

    private AgentRef<M> agent() {
        AgentRef<M> known = agent;
        return known != null ? known : look();
    }

    @SuppressWarnings("unchecked") // the injection point was matched with the type of its messages
    private AgentRef<M> look() {
        AgentRef<M> found = (AgentRef<M>) addresses.find(name);
        if (found == null) {
            throw new IllegalStateException(
                    "agent \""
                            + name
                            + "\" has not started: agents start once all beans are made. Send to"
                            + " it from an ApplicationRunner or a listener of"
                            + " ApplicationReadyEvent instead of a constructor, @PostConstruct or"
                            + " afterPropertiesSet");
        }
        agent = found;
        return found;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long id() {
        return agent().id();
    }

    @Override
    public void send(Sendable<? extends M> message) {
        agent().send(message);
    }

    @Override
    public void tell(M message) {
        agent().tell(message);
    }

    @Override
    public SendResult trySend(Sendable<? extends M> message) {
        return agent().trySend(message);
    }

    @Override
    public <R> R ask(Function<ReplyTo<R>, ? extends M> question, Duration timeout)
            throws InterruptedException {
        return agent().ask(question, timeout);
    }

    @Override
    public <R> CompletionStage<R> askLater(
            Function<ReplyTo<R>, ? extends M> question, Duration timeout) {
        return agent().askLater(question, timeout);
    }

    @Override
    public <T, R> R ask(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Duration timeout)
            throws InterruptedException {
        return agent().ask(content, question, timeout);
    }

    @Override
    public <T, R> CompletionStage<R> askLater(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Duration timeout) {
        return agent().askLater(content, question, timeout);
    }

    @Override
    public void stop(StopMode mode) {
        agent().stop(mode);
    }

    @Override
    public CompletionStage<Termination> termination() {
        return agent().termination();
    }

    @Override
    public boolean isStopped() {
        return agent().isStopped();
    }

    @Override
    public int length() {
        return agent().length();
    }

    /** Who gets an address as a message gets the agent's own, which is equal to that of others. */
    @Override
    public AgentRef<M> handOver() {
        return agent().handOver();
    }

    @Override
    public String toString() {
        return name;
    }
}
