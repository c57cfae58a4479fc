package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Sendable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A channel under one lock, with a fault of choice. */
final class PlantedChannel implements Channel<Integer> {

    /** What is wrong. */
    enum Fault {
        NONE,
        /** A receiver whose time is up takes a message with it. */
        LOSES_AT_TIMEOUT,
        DOUBLES,
        OVERTAKES,
        /** What was to be sent is taken before there is room. */
        USES_UP,
        /** Closing throws away what is in it. */
        CLOSES_AT_ONCE
    }

    private static final int CAPACITY = 4;

    private final Fault fault;
    private final Deque<Integer> queue = new ArrayDeque<>();
    private boolean closed;
    private int count;

    PlantedChannel(Fault fault) {
        this.fault = fault;
    }

    @Override
    public synchronized void send(Sendable<? extends Integer> message) throws InterruptedException {
        while (trySend(message) == EnqueueResult.FULL) {
            wait();
        }
    }

    @Override
    public synchronized boolean send(Sendable<? extends Integer> message, Duration timeout)
            throws InterruptedException {
        if (trySend(message) == EnqueueResult.SENT) {
            return true;
        }
        wait(0, Math.clamp(timeout.toNanos(), 1, 999_999));
        return trySend(message) == EnqueueResult.SENT;
    }

    @Override
    public synchronized EnqueueResult trySend(Sendable<? extends Integer> message) {
        if (closed) {
            return EnqueueResult.CLOSED;
        }
        if (queue.size() >= CAPACITY) {
            if (fault == Fault.USES_UP) {
                Integer _ = message.handOver();
            }
            return EnqueueResult.FULL;
        }
        Integer number = message.handOver();
        count++;
        if (fault == Fault.OVERTAKES && count % 7 == 0) {
            queue.addFirst(number);
        } else {
            queue.addLast(number);
        }
        if (fault == Fault.DOUBLES && count % 100 == 0) {
            queue.addLast(number);
        }
        notifyAll();
        return EnqueueResult.SENT;
    }

    @Override
    public synchronized Integer receive() throws InterruptedException {
        Integer number = tryReceive();
        while (number == null) {
            wait();
            number = tryReceive();
        }
        return number;
    }

    @Override
    public synchronized @Nullable Integer receive(Duration timeout) throws InterruptedException {
        Integer number = tryReceive();
        if (number == null) {
            wait(0, Math.clamp(timeout.toNanos(), 1, 999_999));
            number = tryReceive();
            if (fault == Fault.LOSES_AT_TIMEOUT) {
                return null;
            }
        }
        return number;
    }

    @Override
    public synchronized @Nullable Integer tryReceive() {
        Integer number = queue.pollFirst();
        if (number == null && closed) {
            throw ChannelClosedException.toReceiver(name());
        }
        notifyAll();
        return number;
    }

    @Override
    public synchronized boolean close() {
        closed = true;
        if (fault == Fault.CLOSES_AT_ONCE) {
            queue.clear();
        }
        notifyAll();
        return true;
    }

    @Override
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized int length() {
        return queue.size();
    }

    @Override
    public int capacity() {
        return CAPACITY;
    }

    @Override
    public String name() {
        return "planted";
    }
}
