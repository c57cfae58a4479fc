package dev.mayfly.kernel.time;

import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The machine's clocks. Each alarm is served by one daemon thread that sleeps until the time set
 * and costs no CPU while none is.
 */
public final class SystemClock implements Clock {

    /** Creates a view of the machine's clocks; all instances are alike. */
    public SystemClock() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }

    @Override
    public Alarm alarm(String name, Runnable action) {
        var alarm = new ThreadAlarm(action);
        Thread.ofPlatform()
                .name(name)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .start(alarm::serve);
        return alarm;
    }

    private static final class ThreadAlarm implements Alarm {

        private final Runnable action;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();

        /** Guarded by {@link #lock}. */
        private boolean set;

        /** Guarded by {@link #lock}. */
        private boolean closed;

        /** Guarded by {@link #lock}; meaningful while {@link #set}. */
        private long deadline;

        ThreadAlarm(Runnable action) {
            this.action = action;
        }

        @Override
        public void set(long nanoTime) {
            lock.lock();
            try {
                // Only an earlier time needs the thread's attention: for a later one it wakes at
                // the
                // former time, finds nothing due and sleeps on, which is cheaper than a signal
                // each.
                boolean wake = !set || nanoTime - deadline < 0;
                set = true;
                deadline = nanoTime;
                if (wake) {
                    changed.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
                changed.signal();
            } finally {
                lock.unlock();
            }
        }

        void serve() {
            while (awaitDue()) {
                action.run();
            }
        }

        /** Returns true when the action is due and false when the alarm was closed. */
        private boolean awaitDue() {
            lock.lock();
            try {
                while (!closed) {
                    if (!set) {
                        changed.awaitUninterruptibly();
                        continue;
                    }
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        set = false;
                        return true;
                    }
                    awaitNanos(left);
                }
                return false;
            } finally {
                lock.unlock();
            }
        }

        @SuppressWarnings("WaitNotInLoop") // the caller is the loop: awaitDue reads everything anew
        private void awaitNanos(long nanos) {
            try {
                changed.awaitNanos(nanos);
            } catch (InterruptedException e) {
                // Nobody is entitled to interrupt this thread; the loop reads the state again.
            }
        }
    }
}
