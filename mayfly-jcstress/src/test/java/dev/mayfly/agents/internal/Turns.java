package dev.mayfly.agents.internal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A consumer without a stack over a real queue, which whoever runs it runs as a carrier would: only
 * when it was woken. It sees if it is woken while it runs, or twice.
 */
final class Turns {

    static final int BOUND = 1_000;

    private static final int IDLE = 0;
    private static final int READY = 1;
    private static final int RUNNING = 2;

    final MessageQueue queue = new MessageQueue(true);
    private final AtomicInteger state = new AtomicInteger();

    /** Wake-ups of one that was not idle. */
    volatile int doubled;

    /** The digits of the messages taken, in order. Belongs to the turn. */
    int taken;

    /** How many were taken. Belongs to the turn. */
    int count;

    /** Whether a turn saw that all is over. Belongs to the turn. */
    boolean over;

    /** Sends a message of one digit; returns whether it was accepted. */
    boolean send(int message) {
        long reserved = queue.reserve(BOUND);
        if (MessageQueue.isRefused(reserved)) {
            if (reserved == MessageQueue.REFUSED_AND_WAKES) {
                wake();
            }
            return false;
        }
        queue.put(reserved, message, 0);
        if (queue.wakes(reserved)) {
            wake();
        }
        return true;
    }

    void call() {
        if (queue.call()) {
            wake();
        }
    }

    private void wake() {
        if (state.getAndSet(READY) != IDLE) {
            doubled = 1;
        }
    }

    /** One turn, if it was woken. */
    void turn() {
        if (!state.compareAndSet(READY, RUNNING)) {
            return;
        }
        int done = queue.heed() ? 1 : 0;
        for (@Nullable Object m = queue.poll(); m != null; m = queue.poll()) {
            taken = 10 * taken + (int) m;
            count++;
            done++;
        }
        over |= queue.isOver(done);
        state.set(IDLE); // before: from the settlement on, others may wake it
        if (queue.settle(done) && !state.compareAndSet(IDLE, READY)) {
            doubled = 1;
        }
    }

    /** Turns until it is idle. */
    void turnsUntilIdle() {
        while (state.get() == READY) {
            turn();
        }
    }

    /** 0 if it has come to rest, nothing is left, and it was never woken twice. */
    int faults() {
        boolean atRest = state.get() == IDLE && queue.length() == 0 && !queue.isCalled();
        return doubled + (atRest ? 0 : 10);
    }
}
