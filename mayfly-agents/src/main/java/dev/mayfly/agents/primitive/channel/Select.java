package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.channel.Selection.Waiter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A choice among several channels: does the one thing that can be done first, and none of the
 * others.
 *
 * {@snippet :
 * String what =
 *         agents.<String>select(42)
 *                 .receive(prices, price -> "price " + price)
 *                 .send(orders, Iso.of(order), () -> "ordered")
 *                 .await(Duration.ofSeconds(1), () -> "nothing for a second");
 * }
 *
 * <p>Where several can be done, each is as likely as the others: the order of trying is drawn.
 * While it waits it stands in the line of each channel, and takes its turn as others do. A channel
 * that is closed (and, for receiving, empty) counts as one with which something can be done: it
 * throws.
 *
 * <p>It may be used again, as long as it sends no {@code Iso}.
 *
 * <p>Thread rule: belongs to one thread at a time. What is done with a message is called by that
 * thread, with no lock held.
 *
 * @param <R> what comes of it
 */
public final class Select<R extends @Nullable Object> {

    private final Surroundings surroundings;
    private final RandomGenerator random;
    private final List<Clause<R>> clauses = new ArrayList<>();

    /** One thing that could be done: sends where there is a message. */
    private record Clause<R extends @Nullable Object>(
            LocalChannel<?> channel,
            @Nullable Sendable<?> message,
            Function<@Nullable Object, ? extends R> then) {

        boolean sends() {
            return message != null;
        }
    }

    /** What was done, and with what. */
    private record Done<R extends @Nullable Object>(Clause<R> clause, @Nullable Object received) {

        R then() {
            return clause.then().apply(received);
        }
    }

    /**
     * Begins a choice with nothing to choose from.
     *
     * @param surroundings how to wait
     * @param random draws in which order they are tried; of one that is seeded the draws come again
     */
    public Select(Surroundings surroundings, RandomGenerator random) {
        this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
        this.random = Objects.requireNonNull(random, "random");
    }

    /**
     * Adds: to receive.
     *
     * @param channel where from; of this node
     * @param then what to do with the message
     * @param <T> the type of the messages
     * @return this
     * @throws IllegalArgumentException if the channel is not of this node
     */
    @SuppressWarnings("unchecked") // what was sent to a channel of T
    public <T> Select<R> receive(Channel<T> channel, Function<? super T, ? extends R> then) {
        Objects.requireNonNull(then, "then");
        clauses.add(
                new Clause<>(
                        local(channel),
                        null,
                        message -> then.apply((T) Objects.requireNonNull(message, "message"))));
        return this;
    }

    /**
     * Adds: to send.
     *
     * @param channel where to; of this node
     * @param message used up only where this is what is done
     * @param then what to do after
     * @param <T> the type of the messages
     * @return this
     * @throws IllegalArgumentException if the channel is not of this node
     */
    public <T> Select<R> send(
            Channel<T> channel, Sendable<? extends T> message, Supplier<? extends R> then) {
        Objects.requireNonNull(then, "then");
        clauses.add(
                new Clause<>(
                        local(channel),
                        Objects.requireNonNull(message, "message"),
                        nothing -> then.get()));
        return this;
    }

    private static LocalChannel<?> local(Channel<?> channel) {
        if (channel instanceof LocalChannel<?> local) {
            return local;
        }
        throw new IllegalArgumentException(
                "channel \"%s\" is a %s; Select knows channels of this node, LocalChannel"
                        .formatted(channel.name(), channel.getClass().getName()));
    }

    /**
     * Does the first thing that can be done; waits as long as it takes.
     *
     * @return what came of it
     * @throws ChannelClosedException if one that was tried is closed
     * @throws IllegalStateException if nothing was added
     * @throws InterruptedException if a thread that is no task is interrupted; nothing was done
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing was
     *     done
     */
    public R await() throws InterruptedException {
        Done<R> done = tryAny();
        if (done == null) {
            done = awaitAny(null);
        }
        assert done != null : "a wait without a limit ended without an outcome";
        return done.then();
    }

    /**
     * Does the first thing that can be done; waits, but no longer than the given time.
     *
     * @param timeout by the scheduler's clock; zero or less does not wait
     * @param late what to do if the time was up
     * @return what came of it
     * @throws ChannelClosedException if one that was tried is closed
     * @throws IllegalStateException if nothing was added
     * @throws InterruptedException if a thread that is no task is interrupted; nothing was done
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing was
     *     done
     */
    public R await(Duration timeout, Supplier<? extends R> late) throws InterruptedException {
        Done<R> done = tryAny();
        if (done == null && timeout.isPositive()) {
            done = awaitAny(timeout);
        }
        return done != null ? done.then() : late.get();
    }

    /**
     * Does something that can be done now. Never blocks.
     *
     * @param otherwise what to do if nothing can be
     * @return what came of it
     * @throws ChannelClosedException if one that was tried is closed
     * @throws IllegalStateException if nothing was added
     */
    public R tryNow(Supplier<? extends R> otherwise) {
        Done<R> done = tryAny();
        return done != null ? done.then() : otherwise.get();
    }

    private @Nullable Done<R> tryAny() {
        if (clauses.isEmpty()) {
            throw new IllegalStateException(
                    "there is nothing to choose from; add receive(…) or send(…) before");
        }
        // In an order drawn anew: from a start drawn, those behind ones that are not ready would be
        // likelier than others.
        List<Clause<R>> left = new ArrayList<>(clauses);
        for (int last = left.size() - 1; last >= 0; last--) {
            Clause<R> clause = left.set(random.nextInt(last + 1), left.get(last));
            LocalChannel<?> channel = clause.channel();
            channel.lock();
            try {
                Done<R> done = tryHeld(clause);
                if (done != null) {
                    return done;
                }
            } finally {
                channel.unlock();
            }
        }
        return null;
    }

    /** Does it if it can be done. Called with the channel's lock held. */
    private static <R extends @Nullable Object> @Nullable Done<R> tryHeld(Clause<R> clause) {
        LocalChannel<?> channel = clause.channel();
        Sendable<?> message = clause.message();
        if (message != null) {
            return switch (channel.sendHeld(message)) {
                case SENT -> new Done<>(clause, null);
                case CLOSED -> throw ChannelClosedException.toSender(channel.name());
                case FULL -> null;
            };
        }
        Object received = channel.takeHeld();
        if (received == Ring.DRAINED) {
            throw ChannelClosedException.toReceiver(channel.name());
        }
        return received == null ? null : new Done<>(clause, received);
    }

    private @Nullable Done<R> awaitAny(@Nullable Duration timeout) throws InterruptedException {
        var selection = new Selection();
        Done<R> done = doOrEnter(selection);
        if (done != null || !selection.await(surroundings, what(), timeout)) {
            return done;
        }
        Waiter served = selection.served();
        Clause<R> clause = clauses.get(selection.waiters().indexOf(served));
        return new Done<>(clause, clause.sends() ? null : selection.received());
    }

    private String what() {
        return clauses.stream()
                .map(c -> (c.sends() ? "room in " : "a message in ") + c.channel().name())
                .collect(Collectors.joining(" or "));
    }

    /**
     * Does something, or enters all lines: with all locks held, so that nobody can serve this
     * between one look and the next. Locks are taken in one order by all.
     */
    private @Nullable Done<R> doOrEnter(Selection selection) {
        List<? extends LocalChannel<?>> channels =
                clauses.stream()
                        .map(Clause::channel)
                        .distinct()
                        .sorted(Comparator.comparingLong(LocalChannel::order))
                        .toList();
        channels.forEach(LocalChannel::lock);
        try {
            Done<R> done = doOrMark();
            if (done == null) {
                for (Clause<R> clause : clauses) {
                    Waiter waiter = selection.add(clause.channel(), clause.message());
                    clause.channel().enterHeld(waiter, clause.sends());
                }
            }
            return done;
        } finally {
            channels.forEach(LocalChannel::tidyHeld);
            channels.forEach(LocalChannel::unlock);
        }
    }

    private @Nullable Done<R> doOrMark() {
        for (Clause<R> clause : clauses) {
            do {
                Done<R> done = tryHeld(clause);
                if (done != null) {
                    return done;
                }
            } while (!clause.channel().markHeld(clause.sends()));
        }
        return null;
    }
}
