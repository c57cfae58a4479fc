package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.AskException;
import dev.mayfly.agents.agent.MailboxFullException;
import dev.mayfly.agents.agent.MailboxSize;
import dev.mayfly.agents.agent.Overflow;
import dev.mayfly.agents.agent.ReplyTo;
import dev.mayfly.agents.agent.SendResult;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Val;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.kernel.carrier.ReadyUnit;
import dev.mayfly.kernel.concurrent.LiveTable;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An agent, seen from those who send to it.
 *
 * <p>It is a unit of the carriers also where it runs as a coroutine, which is never ready itself:
 * an agent is then one object less, and a handler two.
 *
 * <p>Thread rule: safe for use by any thread.
 */
abstract sealed class Address<M> extends ReadyUnit implements AgentRef<M>, LiveTable.Entry
        permits Cell {

    private static final VarHandle PRESSED;
    private static final VarHandle TIES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PRESSED = lookup.findVarHandle(Address.class, "pressed", boolean.class);
            TIES = lookup.findVarHandle(Address.class, "ties", Ties.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final Agents agents;
    final AgentSpec<M> spec;
    final MessageQueue queue;
    private final long id;
    private final int bound;
    private final int high;
    private final Stamps stamps;

    /**
     * A class that was found to be proved by itself, the one that is sent most likely. Written
     * without order: who does not see it looks it up.
     */
    private @Nullable Class<?> proved;

    /** Whether senders are told to slow down. */
    private volatile boolean pressed;

    /** Null until somebody asks it to end, or it has failed. */
    private volatile @Nullable StopMode stopMode;

    /** Null until there are any. */
    private volatile @Nullable Ties ties;

    /** Null until it has ended. */
    private volatile @Nullable Termination end;

    Address(Agents agents, long id, AgentSpec<M> spec, boolean stackless) {
        this.agents = agents;
        this.id = id;
        this.spec = spec;
        this.queue = new MessageQueue(stackless);
        MailboxSize size = spec.mailbox();
        this.stamps = agents.stamps();
        this.high = size.high();
        this.bound =
                size.overflow() == Overflow.DROP_OLDEST ? 2 * size.capacity() : size.capacity();
    }

    /** Makes the agent look at its queue. */
    abstract void wake();

    /** Whether the caller is what runs this agent. */
    abstract boolean isRunHere();

    // ---- identity

    @Override
    public final long id() {
        return id;
    }

    @Override
    public final long number() {
        return id;
    }

    @Override
    public final String name() {
        return spec.name() == null ? "agent-" + id : spec.name();
    }

    @Override
    public final String toString() {
        return name();
    }

    @Override
    protected final int priority() {
        return spec.priority().value();
    }

    @Override
    protected final String describe() {
        return "agent " + name();
    }

    // ---- sending

    @Override
    public final SendResult trySend(Sendable<? extends M> message) {
        SendResult result = offer(message, bound);
        if (result == SendResult.FULL) {
            agents.ledger().rejected();
        }
        return result;
    }

    /** Sends if there are fewer messages than the bound; a refusal is not counted. */
    final SendResult offer(Sendable<? extends M> message, int most) {
        Objects.requireNonNull(message, "the message is null");
        long reserved = queue.reserve(most);
        if (MessageQueue.isRefused(reserved)) {
            return reserved == MessageQueue.FULL ? SendResult.FULL : undelivered(reserved, message);
        }
        return fill(reserved, message);
    }

    @Override
    public final void tell(M message) {
        Class<?> type = Objects.requireNonNull(message, "the message is null").getClass();
        if (type != proved) {
            Val<M> proof = Val.of(message);
            if (Val.isProvedByClass(type)) {
                proved = type;
            }
            send(proof);
            return;
        }
        long reserved = queue.reserve(bound);
        if (MessageQueue.isRefused(reserved)) {
            if (reserved == MessageQueue.REFUSED_AND_WAKES) {
                wake();
            }
            send(Val.of(message)); // is refused as well, or finds that there is room by now
        } else {
            var _ = deliver(reserved, message);
        }
    }

    /** Puts a message where a place was taken for it; returns how full the mailbox is. */
    private SendResult deliver(long reserved, Object content) {
        queue.put(reserved, content, stamps.now());
        if (queue.wakes(reserved)) {
            wake();
        }
        return MessageQueue.lengthBefore(reserved) + 1 >= high || pressed
                ? press()
                : SendResult.ACCEPTED;
    }

    private SendResult fill(long reserved, Sendable<? extends M> message) {
        Object content;
        try {
            content = Objects.requireNonNull(message.handOver(), "the message's content is null");
        } catch (Throwable t) { // the place is taken, and others stand behind it
            agents.ledger().rejected();
            var _ = deliver(reserved, Special.VOID);
            throw t;
        }
        return deliver(reserved, content);
    }

    private SendResult undelivered(long reserved, Sendable<? extends M> message) {
        if (reserved == MessageQueue.REFUSED_AND_WAKES) {
            wake();
        }
        deadLetter(message.handOver(), DeadLetter.Reason.STOPPED);
        return SendResult.STOPPED;
    }

    /** Counts a message that will not be handled, and tells who waits for its answer. */
    final void deadLetter(Object message, DeadLetter.Reason reason) {
        Object content = message;
        if (message instanceof Question<?> question) {
            content = Objects.requireNonNull(question.message());
            var _ = question.answer().stopped();
        }
        agents.ledger().deadLetter(this, content, reason);
    }

    @Override
    public final void send(Sendable<? extends M> message) {
        if (offer(message, bound) == SendResult.FULL) {
            var _ = sendWhenThereIsRoom(message, null);
        }
    }

    /** Waits for room and sends; false if the time was up before, and then it is a refusal. */
    private boolean sendWhenThereIsRoom(Sendable<? extends M> message, @Nullable Long deadline) {
        boolean refused = true; // until an offer succeeds, or throws and has counted that itself
        try {
            checkMayWait();
            boolean inTime = true;
            while (refused && inTime) {
                // In this order: who makes room looks for those who wait after it has made it.
                CompletableFuture<@Nullable Void> room = ties().room();
                refused = false;
                refused = offer(message, bound) == SendResult.FULL;
                if (refused) {
                    String what = "room in the mailbox of " + name();
                    inTime = agents.surroundings().await(what, room, left(deadline));
                }
            }
            return !refused;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MailboxFullException(
                    "interrupted while waiting for room in the mailbox of " + name());
        } finally {
            if (refused) {
                agents.ledger().rejected();
            }
        }
    }

    private @Nullable Duration left(@Nullable Long deadline) {
        return deadline == null
                ? null
                : Duration.ofNanos(deadline - agents.surroundings().clock().nanoTime());
    }

    private void checkMayWait() {
        int capacity = spec.mailbox().capacity();
        if (spec.mailbox().overflow() != Overflow.BACK_PRESSURE) {
            throw new MailboxFullException(
                    "the mailbox of "
                            + name()
                            + " is full with "
                            + capacity
                            + " messages and its policy is "
                            + spec.mailbox().overflow());
        }
        if (Lane.running() != null || isRunHere()) {
            throw new MailboxFullException(
                    "the mailbox of "
                            + name()
                            + " is full with "
                            + capacity
                            + " messages and its sender must not wait, being "
                            + (isRunHere() ? "the agent itself" : "a handler")
                            + "; use trySend, or a greater capacity");
        }
    }

    // ---- pressure

    private SendResult press() {
        int length = queue.length();
        if (!pressed && length >= high && PRESSED.compareAndSet(this, false, true)) {
            agents.ledger().tell(new AgentEvent.Pressure(this, true, length));
            relieve(); // it may have been emptied before this was seen
        }
        return pressed ? SendResult.PRESSED : SendResult.ACCEPTED;
    }

    /** Tells senders that there is room again, where that is so. Called after a settlement. */
    final void relieve() {
        Ties links = ties;
        if (!pressed && links == null) {
            return;
        }
        int length = queue.length();
        if (length > spec.mailbox().low() && stopMode == null) {
            return;
        }
        if (pressed && PRESSED.compareAndSet(this, true, false)) {
            agents.ledger().tell(new AgentEvent.Pressure(this, false, length));
        }
        if (links != null) {
            links.roomMade();
        }
    }

    // ---- asking

    @Override
    public final <R> R ask(Function<ReplyTo<R>, ? extends M> question, Duration timeout)
            throws InterruptedException {
        var answer = new Answer<R>(name(), timeout);
        checkMayAsk();
        return awaitAnswer(question(question, answer), answer, timeout);
    }

    @Override
    public final <T, R> R ask(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Duration timeout)
            throws InterruptedException {
        var answer = new Answer<R>(name(), timeout);
        checkMayAsk();
        return awaitAnswer(question(content, question, answer), answer, timeout);
    }

    private void checkMayAsk() {
        if (isRunHere()) {
            throw new IllegalStateException(
                    name() + " asks itself and would wait for itself for ever; call its method");
        }
        if (Lane.running() != null) {
            throw new IllegalStateException(
                    "a handler must not wait for "
                            + name()
                            + "; ask by its context, which makes a message of the answer");
        }
    }

    private <R> R awaitAnswer(Question<M> question, Answer<R> answer, Duration timeout)
            throws InterruptedException {
        long end = agents.surroundings().deadline(timeout);
        if (offer(question, bound) == SendResult.FULL && !sendWhenThereIsRoom(question, end)) {
            var _ = answer.full();
        }
        if (!agents.surroundings().await("the answer of " + name(), answer, left(end))) {
            var _ = answer.timeUp();
        }
        if (answer.isCompletedExceptionally()
                && answer.exceptionNow() instanceof AskException failure) {
            throw failure;
        }
        return answer.join();
    }

    @Override
    public final <R> CompletionStage<R> askLater(
            Function<ReplyTo<R>, ? extends M> question, Duration timeout) {
        var answer = new Answer<R>(name(), timeout);
        return answerLater(question(question, answer), answer);
    }

    @Override
    public final <T, R> CompletionStage<R> askLater(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Duration timeout) {
        var answer = new Answer<R>(name(), timeout);
        return answerLater(question(content, question, answer), answer);
    }

    private <R> CompletionStage<R> answerLater(Question<M> question, Answer<R> answer) {
        if (offer(question, bound) == SendResult.FULL) {
            agents.ledger().rejected();
            var _ = answer.full();
        } else {
            answer.watch(agents);
        }
        return answer.told();
    }

    private static <M, R> Question<M> question(
            Function<ReplyTo<R>, ? extends M> question, Answer<R> answer) {
        M message = Objects.requireNonNull(question.apply(answer), "the question is null");
        return Question.of(Val.<M>of(message).get(), answer);
    }

    /** What it carries may be changed; what makes it must not bring along more of that kind. */
    private static <M, T, R> Question<M> question(
            Sendable<T> content,
            BiFunction<? super T, ReplyTo<R>, ? extends M> question,
            Answer<R> answer) {
        Objects.requireNonNull(content, "what the question carries is null");
        return Question.carrying(content, Val.of(question).get(), answer);
    }

    // ---- ending

    @Override
    public final void stop(StopMode mode) {
        synchronized (queue) {
            if (stopMode == StopMode.DROP || stopMode == mode) {
                return;
            }
            stopMode = mode;
        }
        queue.close();
        Ties links = ties;
        if (links != null) {
            links.roomMade();
        }
        call();
    }

    /** Makes the agent look at what is no message. */
    final void call() {
        if (queue.call()) {
            wake();
        }
    }

    final @Nullable StopMode stopMode() {
        return stopMode;
    }

    @Override
    public final boolean isStopped() {
        return queue.isClosed();
    }

    @Override
    public final int length() {
        return queue.length();
    }

    @Override
    public final CompletionStage<Termination> termination() {
        CompletableFuture<Termination> future = ties().termination();
        Termination ended = end;
        if (ended != null) {
            var _ = future.complete(ended);
        }
        return future.minimalCompletionStage();
    }

    final boolean hasEnded() {
        return end != null;
    }

    /** Tells everybody that it has ended. */
    final void over(Termination termination) {
        end = termination;
        relieve();
        Ties links = ties;
        if (links != null) {
            var _ = links.termination().complete(termination);
        }
    }

    // ---- ties

    final Ties ties() {
        Ties links = ties;
        if (links == null) {
            var fresh = new Ties();
            links = (Ties) TIES.compareAndExchange(this, null, fresh);
            links = links == null ? fresh : links;
        }
        return links;
    }

    /** Its ties, if it ever needed any. */
    final @Nullable Ties knownTies() {
        return ties;
    }

    final boolean isPressed() {
        return pressed;
    }
}
