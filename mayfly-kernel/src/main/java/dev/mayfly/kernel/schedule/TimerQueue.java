package dev.mayfly.kernel.schedule;

import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who wakes when: timers in the order of their deadlines, those of one deadline in the order they
 * were set.
 *
 * <p>A binary heap in which every timer knows its place, so that a cancelled timer leaves at once:
 * most timers are time-outs that never fire, and a heap that kept them would grow with the traffic
 * of the last hour. Setting and cancelling cost O(log n).
 *
 * <p>Thread rule: safe for use by any thread. Timers fire one after the other on the clock's alarm
 * thread, with no lock held.
 */
public final class TimerQueue implements AutoCloseable {

    private final Clock clock;
    private final Alarm alarm;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    private @Nullable Timer[] heap = new Timer[64];

    /** Guarded by {@link #lock}. */
    private int size;

    /** Guarded by {@link #lock}. */
    private long arrivals;

    /**
     * Creates an empty queue.
     *
     * @param clock whose time decides
     * @param name names the thread that fires the timers
     */
    public TimerQueue(Clock clock, String name) {
        this.clock = clock;
        this.alarm = clock.alarm(name, this::fireDue);
    }

    /**
     * Sets a timer, once in its life.
     *
     * @param timer a new timer
     * @param deadline a reading of the clock; one that has passed fires at once on the alarm's
     *     thread
     */
    public void set(Timer timer, long deadline) {
        lock.lock();
        try {
            timer.deadline = deadline;
            timer.arrival = arrivals++;
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            siftUp(size++, timer);
            if (timer.place == 0) {
                alarm.set(deadline);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a timer out. One that has fired, or was never set, is ignored.
     *
     * @param timer the timer
     * @return true if it will not fire
     */
    public boolean cancel(Timer timer) {
        lock.lock();
        try {
            if (timer.place < 0) {
                return false;
            }
            removeAt(timer.place);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of timers set.
     *
     * @return zero or more
     */
    public int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Stops firing and frees the thread. Timers that are set never fire. */
    @Override
    public void close() {
        alarm.close();
    }

    private void fireDue() {
        for (Timer due = takeDue(); due != null; due = takeDue()) {
            due.fire();
        }
    }

    private @Nullable Timer takeDue() {
        lock.lock();
        try {
            Timer first = heap[0];
            if (first == null) {
                return null;
            }
            if (first.deadline - clock.nanoTime() > 0) {
                alarm.set(first.deadline);
                return null;
            }
            removeAt(0);
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void removeAt(int place) {
        at(place).place = -1;
        Timer moved = at(--size);
        heap[size] = null;
        if (place == size) {
            return;
        }
        siftDown(place, moved);
        if (moved.place == place) {
            siftUp(place, moved);
        }
    }

    private void siftUp(int from, Timer timer) {
        int place = from;
        while (place > 0) {
            int parent = (place - 1) >>> 1;
            if (!timer.before(at(parent))) {
                break;
            }
            put(place, at(parent));
            place = parent;
        }
        put(place, timer);
    }

    private void siftDown(int from, Timer timer) {
        int place = from;
        for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
            if (child + 1 < size && at(child + 1).before(at(child))) {
                child++;
            }
            if (timer.before(at(child))) {
                break;
            }
            put(place, at(child));
            place = child;
        }
        put(place, timer);
    }

    private Timer at(int place) {
        Timer timer = heap[place];
        assert timer != null : "no timer at " + place + " of " + size;
        return timer;
    }

    private void put(int place, Timer timer) {
        heap[place] = timer;
        timer.place = place;
    }

    /** One deadline; its fields are guarded by the queue's lock. */
    public abstract static class Timer {

        private long deadline;
        private long arrival;
        private int place = -1;

        /** For subclasses. */
        protected Timer() {}

        /** Called once at or after the deadline; must be quick and must not throw. */
        protected abstract void fire();

        private boolean before(Timer other) {
            long difference = deadline - other.deadline;
            return difference < 0 || (difference == 0 && arrival < other.arrival);
        }
    }
}
