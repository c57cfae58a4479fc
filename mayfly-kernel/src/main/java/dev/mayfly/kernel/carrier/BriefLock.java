package dev.mayfly.kernel.carrier;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Mutual exclusion for a few instructions. Whoever finds it taken spins, and after a while lets the
 * operating system run somebody else; nobody ever waits in line for it.
 *
 * <p><b>Why not a lock that parks.</b> What it guards is reached from inside the scheduling of
 * virtual threads, by virtual threads and by carriers.
 *
 * <ul>
 *   <li>A virtual thread in line for a lock that is free can only take it once it has a carrier;
 *       where the carriers stand behind it in the same line, nobody moves again.
 *   <li>A thread that parks inside {@code LockSupport.unpark} of another uses up its own permit,
 *       and with it a wake-up that was meant for the code around.
 * </ul>
 *
 * <p>The holder runs on a processor or is about to: it must not block, and since virtual threads
 * leave their carriers only where they block, it keeps its carrier. Not reentrant.
 *
 * <p>Thread rule: safe for use by any thread; who has locked unlocks.
 */
public final class BriefLock {

    private static final int SPINS_AT_FIRST = 128;
    private static final int SPINS_LATER = 8;

    private final AtomicBoolean held = new AtomicBoolean();

    /** Starts unlocked. */
    public BriefLock() {}

    /** Waits until the lock is free, on its processor, and takes it. */
    public void lock() {
        if (!tryLock()) {
            spin();
        }
    }

    /**
     * Takes the lock if it is free.
     *
     * @return whether it was
     */
    public boolean tryLock() {
        return !held.getOpaque() && held.compareAndSet(false, true);
    }

    /** Frees the lock; called by who has taken it. */
    public void unlock() {
        held.setRelease(false);
    }

    private void spin() {
        int spins = SPINS_AT_FIRST;
        do {
            if (spins-- > 0) {
                Thread.onSpinWait();
            } else {
                // More threads than processors: the holder may be waiting for this one's.
                VirtualThreads.yieldProcessor();
                spins = SPINS_LATER;
            }
        } while (!tryLock());
    }
}
