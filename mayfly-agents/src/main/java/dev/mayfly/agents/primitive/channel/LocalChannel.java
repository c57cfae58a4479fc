package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.agents.primitive.channel.Selection.Waiter;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A channel on this node. As long as nobody waits, sending and receiving take no lock (see {@code
 * Ring} in the source); whoever must wait, and whoever meets one that waits, takes the channel's.
 *
 * <p>A message goes straight to the receiver that has waited longest, and room to the sender that
 * has: nobody is woken to find that another was faster. That is Go's rule for channels ({@code
 * runtime/chan.go}), and so is choosing among several by claiming a wait once.
 *
 * <p>It takes four bytes for each message of its capacity, rounded up to a power of two: one of
 * 1000 takes 4 KiB, and half a KiB beside.
 *
 * @param <T> the type of the messages
 */
public final class LocalChannel<T> implements Channel<T> {

    private static final AtomicLong ORDER = new AtomicLong();

    private final Surroundings surroundings;
    private final String name;
    private final int capacity;
    private final Ring ring;
    private final ReentrantLock lock = new ReentrantLock();

    /** In which order the locks of several are taken. */
    private final long order = ORDER.getAndIncrement();

    /** Those that wait to send, the longest first. Guarded by {@link #lock}. */
    private final SequencedSet<Waiter> senders = new LinkedHashSet<>();

    /** Those that wait to receive, the longest first. Guarded by {@link #lock}. */
    private final SequencedSet<Waiter> receivers = new LinkedHashSet<>();

    /** Those that were served and are woken after the lock is free. Guarded by {@link #lock}. */
    private List<Waiter> served = new ArrayList<>();

    /**
     * Makes an empty one.
     *
     * @param surroundings how to wait
     * @param name shown as the reason of those that wait
     * @param capacity how many messages it takes, 1 to 16 777 216
     * @throws IllegalArgumentException if the name is blank or the capacity out of range
     */
    public LocalChannel(Surroundings surroundings, String name, int capacity) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a channel needs a name; \"" + name + "\" is blank");
        }
        if (capacity < 1 || capacity > Ring.LARGEST) {
            throw new IllegalArgumentException(
                    "channel \"%s\" cannot have a capacity of %d; choose 1 to %d"
                            .formatted(name, capacity, Ring.LARGEST));
        }
        this.surroundings = Objects.requireNonNull(surroundings, "surroundings");
        this.name = name;
        this.capacity = capacity;
        this.ring = new Ring(capacity);
    }

    // ---- sending

    @Override
    public EnqueueResult trySend(Sendable<? extends T> message) {
        EnqueueResult result = ring.offer(message);
        return result != null ? result : sendLocked(message);
    }

    private EnqueueResult sendLocked(Sendable<?> message) {
        lock.lock();
        try {
            return sendHeld(message);
        } finally {
            unlock();
        }
    }

    /** Sends without waiting. Called with the lock held. */
    EnqueueResult sendHeld(Sendable<?> message) {
        if (receivers.isEmpty()) {
            EnqueueResult result = ring.offer(message);
            if (result == null) {
                // A select that wants to send or to receive here, and has marked the latter.
                ring.clearReceivers();
                result = ring.offer(message);
            }
            assert result != null : "the mark that receivers wait was set without the lock";
            return result;
        }
        Object content = Ring.contentOf(message);
        while (!receivers.isEmpty()) {
            Waiter receiver = receivers.removeFirst();
            if (receiver.claim()) {
                finish(receiver, content, null);
                content = null;
                break;
            }
        }
        if (content != null) {
            ring.putMarked(content);
        }
        if (receivers.isEmpty()) {
            ring.clearReceivers();
        }
        return EnqueueResult.SENT;
    }

    @Override
    public void send(Sendable<? extends T> message) throws InterruptedException {
        boolean sent = sendWithin(message, null);
        assert sent : "a wait without a limit ended without an outcome";
    }

    @Override
    public boolean send(Sendable<? extends T> message, Duration timeout)
            throws InterruptedException {
        return sendWithin(message, Objects.requireNonNull(timeout, "timeout"));
    }

    private boolean sendWithin(Sendable<? extends T> message, @Nullable Duration timeout)
            throws InterruptedException {
        EnqueueResult result = trySend(message);
        if (result == EnqueueResult.FULL && (timeout == null || timeout.isPositive())) {
            var selection = new Selection();
            result = sendOrWait(selection.add(this, message));
            if (result == EnqueueResult.FULL) {
                if (!selection.await(surroundings, "room in " + name, timeout)) {
                    return false;
                }
                var _ = selection.served();
                return true;
            }
        }
        if (result == EnqueueResult.CLOSED) {
            throw ChannelClosedException.toSender(name);
        }
        return result == EnqueueResult.SENT;
    }

    private EnqueueResult sendOrWait(Waiter waiter) {
        lock.lock();
        try {
            EnqueueResult result;
            do {
                result = sendHeld(waiter.message());
            } while (result == EnqueueResult.FULL && !ring.markSenders());
            if (result == EnqueueResult.FULL) {
                senders.add(waiter);
            }
            return result;
        } finally {
            unlock();
        }
    }

    // ---- receiving

    @Override
    public @Nullable T tryReceive() {
        return received(tryTake());
    }

    /** Receives without waiting: a message, null for none, or {@link Ring#DRAINED}. */
    private @Nullable Object tryTake() {
        Object message = ring.poll();
        if (message != Ring.ATTENDED) {
            return message;
        }
        lock.lock();
        try {
            return takeHeld();
        } finally {
            unlock();
        }
    }

    /** The same, called with the lock held. */
    @Nullable Object takeHeld() {
        Object message = null;
        while (message == null && !senders.isEmpty()) {
            message = ring.takeMarked();
            ring.advanceMarked(nextOfSenders());
            if (senders.isEmpty()) {
                ring.clearSenders();
            }
        }
        if (message == null) {
            message = ring.poll();
        }
        if (message == Ring.ATTENDED) {
            // A select that wants to send or to receive here, and has marked the former.
            ring.clearSenders();
            message = ring.poll();
        }
        return message;
    }

    /** What the sender that has waited longest wants to send; null if none is left. */
    private @Nullable Object nextOfSenders() {
        while (!senders.isEmpty()) {
            Waiter sender = senders.removeFirst();
            if (sender.claim()) {
                try {
                    Object content = Ring.contentOf(sender.message());
                    finish(sender, null, null);
                    return content;
                } catch (RuntimeException e) { // given away while it waited, or a tag's own
                    finish(sender, null, e);
                }
            }
        }
        return null;
    }

    @Override
    public T receive() throws InterruptedException {
        T message = receiveWithin(null);
        assert message != null : "a wait without a limit ended without an outcome";
        return message;
    }

    @Override
    public @Nullable T receive(Duration timeout) throws InterruptedException {
        return receiveWithin(Objects.requireNonNull(timeout, "timeout"));
    }

    private @Nullable T receiveWithin(@Nullable Duration timeout) throws InterruptedException {
        Object message = tryTake();
        if (message == null && (timeout == null || timeout.isPositive())) {
            var selection = new Selection();
            message = takeOrWait(selection.add(this, null));
            if (message == null && selection.await(surroundings, "a message in " + name, timeout)) {
                var _ = selection.served();
                message = selection.received();
            }
        }
        return received(message);
    }

    private @Nullable Object takeOrWait(Waiter waiter) {
        lock.lock();
        try {
            Object message;
            do {
                message = takeHeld();
            } while (message == null && !ring.markReceivers());
            if (message == null) {
                receivers.add(waiter);
            }
            return message;
        } finally {
            unlock();
        }
    }

    @SuppressWarnings("unchecked") // what was sent
    private @Nullable T received(@Nullable Object message) {
        if (message == Ring.DRAINED) {
            throw ChannelClosedException.toReceiver(name);
        }
        return (T) message;
    }

    // ---- waiting; used by Select, too

    long order() {
        return order;
    }

    void lock() {
        lock.lock();
    }

    /** Gives the lock free, then wakes those that were served under it. */
    void unlock() {
        List<Waiter> woken = List.of();
        if (!served.isEmpty() && lock.getHoldCount() == 1) {
            woken = served;
            served = new ArrayList<>();
        }
        lock.unlock();
        woken.forEach(Waiter::wake);
    }

    /** Makes a place in the line wait; returns false if it need not. Called with the lock held. */
    boolean markHeld(boolean sends) {
        return sends ? ring.markSenders() : ring.markReceivers();
    }

    /** Takes marks away that nobody came to stand for. Called with the lock held. */
    void tidyHeld() {
        if (receivers.isEmpty()) {
            ring.clearReceivers();
        }
        if (senders.isEmpty()) {
            ring.clearSenders();
        }
    }

    /** Adds a place whose mark is set. Called with the lock held. */
    void enterHeld(Waiter waiter, boolean sends) {
        (sends ? senders : receivers).add(waiter);
    }

    /** Takes a place out of the line, if it is still there. */
    void leave(Waiter waiter) {
        lock.lock();
        try {
            if (receivers.remove(waiter) || senders.remove(waiter)) {
                tidyHeld();
            }
        } finally {
            unlock();
        }
    }

    private void finish(
            Waiter waiter, @Nullable Object received, @Nullable RuntimeException failure) {
        waiter.serve(received, failure);
        served.add(waiter);
    }

    // ---- the rest

    @Override
    public boolean close() {
        lock.lock();
        try {
            if (!ring.close()) {
                return false;
            }
            while (!senders.isEmpty()) {
                Waiter sender = senders.removeFirst();
                if (sender.claim()) {
                    finish(sender, null, ChannelClosedException.toSender(name));
                }
            }
            while (!receivers.isEmpty()) {
                Waiter receiver = receivers.removeFirst();
                if (receiver.claim()) {
                    finish(receiver, null, ChannelClosedException.toReceiver(name));
                }
            }
            tidyHeld();
            return true;
        } finally {
            unlock();
        }
    }

    @Override
    public boolean isClosed() {
        return ring.isClosed();
    }

    @Override
    public int length() {
        return ring.length();
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public String name() {
        return name;
    }

    /** How many wait; for tests. */
    int waiting() {
        lock.lock();
        try {
            return senders.size() + receivers.size();
        } finally {
            unlock();
        }
    }

    @Override
    public String toString() {
        return "Channel %s (%d of %d%s)"
                .formatted(name, length(), capacity, isClosed() ? ", closed" : "");
    }
}
