package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.capability.Tag;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * A bounded queue that any number send to and any number receive from.
 *
 * {@snippet :
 * Channel<Order> orders = agents.channel("orders", 100);
 * orders.send(Iso.of(order));          // waits while 100 are in it
 * Order next = orders.receive();       // waits while none is
 * }
 *
 * <p><b>What holds.</b> Each message that was sent is received once, unless nobody receives. Those
 * of one sender come out in the order they were sent. There are never more in it than its capacity.
 * Who waits is served in the order of waiting, and nobody who comes later overtakes. A wait that
 * ends early, by its time-out or by cancellation, neither loses a message nor uses up an {@code
 * Iso}.
 *
 * <p><b>Closing.</b> A closed channel refuses what is sent, also from those that wait for room;
 * what is in it can be received, and after that receivers are told.
 *
 * <p>Thread rule: safe for use by any thread. What a thread did before it sent a message
 * happens-before what the receiver does after it has it; and what a thread did before it closed the
 * channel happens-before what others do after they were told so.
 *
 * @param <T> the type of the messages
 */
public interface Channel<T> extends Tag<Channel<T>> {

    /**
     * Sends a message; waits for room as long as it takes.
     *
     * @param message used up only when it is sent
     * @throws ChannelClosedException if the channel is closed, now or while waiting
     * @throws dev.mayfly.agents.capability.IsoConsumedException if it was given away before
     * @throws InterruptedException if a thread that is no task is interrupted; nothing was sent
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing was
     *     sent
     */
    void send(Sendable<? extends T> message) throws InterruptedException;

    /**
     * Sends a message; waits for room, but no longer than the given time.
     *
     * @param message used up only when it is sent
     * @param timeout by the scheduler's clock; zero or less does not wait
     * @return false if the time was up and nothing was sent
     * @throws ChannelClosedException if the channel is closed, now or while waiting
     * @throws dev.mayfly.agents.capability.IsoConsumedException if it was given away before
     * @throws InterruptedException if a thread that is no task is interrupted; nothing was sent
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing was
     *     sent
     */
    boolean send(Sendable<? extends T> message, Duration timeout) throws InterruptedException;

    /**
     * Sends a message if there is room. Never blocks.
     *
     * @param message used up only when it is sent
     * @return whether it was
     * @throws dev.mayfly.agents.capability.IsoConsumedException if it was given away before
     */
    EnqueueResult trySend(Sendable<? extends T> message);

    /**
     * Receives the oldest message; waits for one as long as it takes.
     *
     * @return the content of what was sent
     * @throws ChannelClosedException if the channel is closed and empty, now or while waiting
     * @throws InterruptedException if a thread that is no task is interrupted; nothing was received
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing was
     *     received
     */
    T receive() throws InterruptedException;

    /**
     * Receives the oldest message; waits for one, but no longer than the given time.
     *
     * @param timeout by the scheduler's clock; zero or less does not wait
     * @return null if the time was up
     * @throws ChannelClosedException if the channel is closed and empty, now or while waiting
     * @throws InterruptedException if a thread that is no task is interrupted; nothing was received
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing was
     *     received
     */
    @Nullable T receive(Duration timeout) throws InterruptedException;

    /**
     * Receives the oldest message if there is one. Never blocks.
     *
     * @return null if the channel is empty
     * @throws ChannelClosedException if it is closed, too
     */
    @Nullable T tryReceive();

    /**
     * Closes it. Closing again does nothing.
     *
     * @return true if it was open
     */
    boolean close();

    /**
     * Whether it was closed; there may be messages in it.
     *
     * @return true from then on
     */
    boolean isClosed();

    /**
     * How many messages are in it; others may change that the next moment.
     *
     * @return zero to {@link #capacity()}
     */
    int length();

    /**
     * How many messages it takes.
     *
     * @return 1 or more
     */
    int capacity();

    /**
     * What it is called, as in "waits for room in orders".
     *
     * @return never blank
     */
    String name();

    /** The channel itself: messages may carry it, for whoever gets it to use. */
    @Override
    default Channel<T> handOver() {
        return this;
    }
}
