package dev.mayfly.agents.primitive.channel;

import dev.mayfly.agents.capability.Sendable;
import dev.mayfly.agents.internal.outside.Surroundings;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One wait, on one or several channels, ended once: by whoever claims it first, be it one of those
 * channels or the waiting thread that gives up.
 *
 * <p>A channel claims it under its own lock and writes what came of it before it lets go of that
 * lock; the waiting thread reads it after it was woken, or after it has taken that lock.
 */
final class Selection {

    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CompletableFuture<Selection> done = new CompletableFuture<>();
    private final List<Waiter> waiters = new ArrayList<>(1);

    /** Written once by who has claimed this. */
    private @Nullable Waiter served;

    /** Written once by who has claimed this. */
    private @Nullable Object received;

    /** Written once by who has claimed this. */
    private @Nullable RuntimeException failure;

    /** A place in the line of one channel. */
    static final class Waiter {

        private final Selection selection;
        private final LocalChannel<?> channel;

        /** Null for one that waits to receive. */
        private final @Nullable Sendable<?> message;

        private Waiter(
                Selection selection, LocalChannel<?> channel, @Nullable Sendable<?> message) {
            this.selection = selection;
            this.channel = channel;
            this.message = message;
        }

        /** Decides that this one is served; returns false if its wait is over. */
        boolean claim() {
            return selection.claim();
        }

        Sendable<?> message() {
            assert message != null : "waits to receive";
            return message;
        }

        /** Says what came of it, to be told by {@link #wake()}. */
        void serve(@Nullable Object received, @Nullable RuntimeException failure) {
            selection.served = this;
            selection.received = received;
            selection.failure = failure;
        }

        /** Called with no lock held. */
        void wake() {
            selection.done.complete(selection);
        }
    }

    Waiter add(LocalChannel<?> channel, @Nullable Sendable<?> message) {
        var waiter = new Waiter(this, channel, message);
        waiters.add(waiter);
        return waiter;
    }

    List<Waiter> waiters() {
        return waiters;
    }

    private boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /**
     * Waits until it is served or the time is up. Where it was served in the moment of an
     * interruption or a cancellation, it counts as served, and the interruption is kept: the next
     * call that looks for it finds it, and no message is lost.
     *
     * @return false if the time was up
     */
    boolean await(Surroundings surroundings, String what, @Nullable Duration timeout)
            throws InterruptedException {
        try {
            var _ = surroundings.await(what, done, timeout);
        } catch (InterruptedException | RuntimeException e) {
            if (withdraw()) {
                throw e;
            }
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return true;
        } catch (Error e) {
            boolean _ = withdraw(); // or a message would be handed to nobody
            throw e;
        }
        return (waiters.size() == 1 && done.isDone()) || !withdraw();
    }

    /** Leaves all lines; returns false if it was served before. */
    private boolean withdraw() {
        boolean open = claim();
        for (Waiter waiter : waiters) {
            waiter.channel.leave(waiter);
        }
        return open;
    }

    /** Which place was served, after {@link #await} has returned true. */
    Waiter served() {
        if (failure != null) {
            throw failure;
        }
        assert served != null : "claimed and not served";
        return served;
    }

    /** The message, for a place that waited to receive. */
    Object received() {
        assert received != null : "sent, and received nothing";
        return received;
    }
}
