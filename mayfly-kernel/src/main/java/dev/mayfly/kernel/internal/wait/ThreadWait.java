package dev.mayfly.kernel.internal.wait;

import dev.mayfly.kernel.platform.Platform;

import java.util.concurrent.locks.LockSupport;

/** A wait of a thread that is not a task. */
public final class ThreadWait extends Wait {

    /**
     * About 5 µs: what is awaited in line with others often ends within, and sleeping and being
     * woken costs both sides more. Of no use on one processor, and rude on a thread's carrier.
     */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

    private final Thread thread = Thread.currentThread();
    private final Platform platform;

    /**
     * Creates a wait of the calling thread.
     *
     * @param platform lets it wait
     */
    public ThreadWait(Platform platform) {
        this.platform = platform;
    }

    @Override
    protected void unblock() {
        LockSupport.unpark(thread);
    }

    /** Blocks the thread that made this until the wait has ended. */
    public End await() throws InterruptedException {
        if (!thread.isVirtual()) {
            for (int i = 0; i < SPINS && ended() == null; i++) {
                Thread.onSpinWait();
            }
        }
        if (park()) {
            while (ended() == null) {
                platform.park(this);
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
