package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.AgentContext;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.agents.snapshot.AgentSnapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An agent: its address, what it can do itself, and its family. How it takes its messages is its
 * subclass's.
 *
 * <p>Thread rule: what an {@link AgentContext} does belongs to whatever runs the agent, the rest is
 * safe for use by any thread.
 */
abstract sealed class Cell<M> extends Address<M> implements AgentContext<M>
        permits HandlerCell, BodyCell {

    final @Nullable Cell<?> parent;
    private final boolean dropsOldest;

    /** The agent's own. */
    final Profile profile = new Profile();

    /** By the runtime's stamps, when it last began a turn or took a message. The agent's. */
    int active;

    /** Whether a message is being handled. */
    boolean inHand;

    /** Null before the first time it begins anew. */
    private @Nullable Restarts restarts;

    Cell(Agents agents, long id, AgentSpec<M> spec, @Nullable Cell<?> parent, boolean stackless) {
        super(agents, id, spec, stackless);
        this.parent = parent;
        this.dropsOldest = spec.mailbox().overflow() == Overflow.DROP_OLDEST;
    }

    /** Ends it without patience for what it is at. */
    abstract void kill();

    /** Whether it can have children still. */
    abstract boolean mayHaveChildren();

    abstract AgentSnapshot.State state();

    abstract String style();

    /** A handler is told by its carrier, a body by its task. */
    @Override
    protected final void weighed(long cpuNanos, int turns) {
        profile.weighed(cpuNanos, turns, agents.stamps().now());
    }

    // ---- beginning anew

    /** Counts one more time; returns whether it is allowed. */
    final boolean mayRestart() {
        Restarts counted = restarts;
        if (counted == null) {
            counted = new Restarts();
            restarts = counted;
        }
        long now = agents.surroundings().clock().nanoTime();
        return counted.allow(spec.intensity(), now);
    }

    final long restarts() {
        Restarts counted = restarts;
        return counted == null ? 0 : counted.count();
    }

    final void tellStarted() {
        if (agents.ledger().isHeard()) {
            agents.ledger().tell(new AgentEvent.Started(this, restarts()));
        }
    }

    /** Whether the message just taken is to make way: as many newer ones wait as there may be. */
    final boolean isExcess() {
        return dropsOldest && queue.length() >= spec.mailbox().capacity();
    }

    /** Counts what was taken and will not be handled. */
    final void drop(Object message, DeadLetter.Reason reason) {
        if (message == Special.VOID) {
            agents.ledger().voided();
        } else {
            deadLetter(message, reason);
        }
    }

    // ---- its end and its family

    /** The last thing that happens to it. Called once, by whoever runs it. */
    final void ended(Termination.Reason reason, @Nullable Throwable cause) {
        boolean abandoned = reason == Termination.Reason.STOPPED && agents.isAbandoned();
        var termination =
                new Termination(this, abandoned ? Termination.Reason.ABANDONED : reason, cause);
        agents.ended(this, termination);
        over(termination);
        if (parent != null) {
            parent.childEnded(this, cause);
        }
    }

    private void childEnded(Cell<?> child, @Nullable Throwable cause) {
        ties().gone(child);
        if (cause != null && child.spec.onFailure() == OnFailure.ESCALATE) {
            ties().escalate(new IllegalStateException(child.name() + " failed: " + cause, cause));
        }
        call();
    }

    final boolean hasChildren() {
        Ties links = knownTies();
        return links != null && links.hasChildren();
    }

    /** Takes no more children and asks those there are to end. */
    final void endChildren(StopMode mode) {
        Ties links = knownTies();
        if (links != null) {
            links.barren(true);
            links.children().forEach(child -> child.stop(mode));
        }
    }

    final @Nullable Throwable takeEscalated() {
        Ties links = knownTies();
        return links == null ? null : links.takeEscalated();
    }

    final IllegalStateException noMoreChildren() {
        return new IllegalStateException(
                name() + " is about to end and starts no children any more");
    }

    // ---- its own means

    @Override
    public final AgentRef<M> self() {
        return this;
    }

    @Override
    public final Instant sentAt() {
        if (!inHand) {
            throw new IllegalStateException(name() + " has no message at hand");
        }
        return agents.stamps().wallTime(queue.stamp());
    }

    @Override
    public final <C> AgentRef<C> spawn(AgentSpec<C> child) {
        checkOwn("spawn");
        if (!mayHaveChildren()) {
            throw noMoreChildren();
        }
        return agents.spawn(child, this);
    }

    @Override
    public final void watch(
            AgentRef<?> other, Function<Termination, ? extends Sendable<? extends M>> notice) {
        var _ = other.termination().thenAccept(end -> notify(() -> notice.apply(end)));
    }

    @Override
    public final <O, R> void ask(
            AgentRef<O> other,
            Function<ReplyTo<R>, ? extends O> question,
            Duration timeout,
            Outcome<R, ? extends Sendable<? extends M>> outcome) {
        told(other, other.askLater(question, timeout), outcome);
    }

    @Override
    public final <O, T, R> void ask(
            AgentRef<O> other,
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends O> question,
            Duration timeout,
            Outcome<R, ? extends Sendable<? extends M>> outcome) {
        told(other, other.askLater(content, question, timeout), outcome);
    }

    private <R> void told(
            AgentRef<?> other,
            CompletionStage<R> answer,
            Outcome<R, ? extends Sendable<? extends M>> outcome) {
        var _ =
                answer.whenComplete(
                        (value, failure) -> notify(() -> made(other, outcome, value, failure)));
    }

    private static <R, T> T made(
            AgentRef<?> other, Outcome<R, T> outcome, R value, @Nullable Throwable failure) {
        return failure == null ? outcome.answered(value) : outcome.failed(asked(other, failure));
    }

    /** Sends itself a message that the agent's own code makes, which may fail. */
    private void notify(Supplier<? extends Sendable<? extends M>> message) {
        try {
            offerAlways(message.get());
        } catch (Throwable t) { // nobody is there to catch it
            agents.ledger().tell(new AgentEvent.Failed(this, t, AgentEvent.Action.NONE));
        }
    }

    @Override
    public final Runnable after(Duration delay, Sendable<? extends M> message) {
        Objects.requireNonNull(message, "the message is null");
        var outside = agents.surroundings();
        var timer = outside.at(outside.deadline(delay), () -> notify(() -> message));
        return timer::cancel;
    }

    private void offerAlways(Sendable<? extends M> message) {
        if (offer(message, MessageQueue.NO_BOUND) == SendResult.FULL) {
            agents.ledger().rejected();
        }
    }

    @Override
    public final void stop() {
        stop(StopMode.DRAIN);
    }

    /** Refuses what only the agent itself may do. */
    final void checkOwn(String what) {
        if (!isRunHere()) {
            throw new IllegalStateException(
                    what
                            + " of "
                            + name()
                            + " belongs to the agent's own turns, and was called by thread \""
                            + Thread.currentThread().getName()
                            + "\"");
        }
    }

    private static AskException asked(AgentRef<?> other, Throwable wrapped) {
        // A stage of another stage wraps what that one failed with.
        Throwable cause = wrapped.getCause();
        Throwable failure =
                wrapped instanceof CompletionException && cause != null ? cause : wrapped;
        return failure instanceof AskException known
                ? known
                : new AskException(
                        AskException.Reason.FAILED, other.name() + " failed: " + failure, failure);
    }

    // ---- pictures

    final AgentSnapshot picture() {
        int length = queue.length();
        return new AgentSnapshot(
                id(),
                name(),
                style(),
                hasEnded()
                        ? AgentSnapshot.State.ENDED
                        : stopMode() != null ? AgentSnapshot.State.ENDING : state(),
                parent == null ? null : parent.name(),
                spec.priority(),
                length,
                spec.mailbox().capacity(),
                spec.mailbox().high(),
                spec.mailbox().low(),
                isPressed(),
                queue.taken(),
                profile.failures(),
                restarts(),
                profile.picture(queue.taken(), active, agents.stamps().now()));
    }
}
