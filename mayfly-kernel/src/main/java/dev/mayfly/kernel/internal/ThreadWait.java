package dev.mayfly.kernel.internal;

import java.util.concurrent.locks.LockSupport;

/** A wait of a thread that is not a task. */
final class ThreadWait extends Wait {

    private final Thread thread = Thread.currentThread();

    @Override
    void unblock() {
        LockSupport.unpark(thread);
    }

    /** Blocks the thread that made this until the wait has ended. */
    End await() throws InterruptedException {
        if (park()) {
            while (ended() == null) {
                LockSupport.park(this);
                if (Thread.interrupted() && end(End.STOPPED)) {
                    throw new InterruptedException();
                }
            }
        }
        End end = ended();
        assert end != null : "neither parked nor ended";
        return end;
    }
}
