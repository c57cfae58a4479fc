package dev.mayfly.kernel.internal.wait;

import java.util.concurrent.locks.LockSupport;

/** A wait of a thread that is not a task. */
public final class ThreadWait extends Wait {

    private final Thread thread = Thread.currentThread();

    @Override
    protected void unblock() {
        LockSupport.unpark(thread);
    }

    /** Blocks the thread that made this until the wait has ended. */
    public End await() throws InterruptedException {
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
