package dev.mayfly.kernel.carrier;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Starts carriers such that no two of them share a line of the processors' caches in the JVM's own
 * records.
 *
 * <p>HotSpot keeps four references of each platform thread in a table of its own, side by side, 32
 * bytes a thread ({@code JavaThread::set_threadOopHandles} and {@code OopStorage}): among them the
 * virtual thread that is mounted and the cache of scoped values, which each mount and each unmount
 * write and each {@link Thread#currentThread()} reads. Threads that are started one after another
 * stand one after another, two to a line of 64 bytes, and carriers that share a line take it from
 * each other at every switch: on two processors a yield then costs 450 ns of their time instead of
 * 300. So between two carriers threads are started that do nothing, and end once all stand where
 * they stand.
 *
 * <p>Where the JVM keeps its records otherwise, this costs the start of {@value #PADDING} threads
 * for each carrier, and changes nothing.
 */
final class PaddedStart {

    /** With the carrier 128 bytes, since processors fetch lines in pairs. */
    private static final int PADDING = 3;

    private PaddedStart() {}

    /**
     * Starts carriers; what was started stays so if one cannot be.
     *
     * @param carriers in their order
     * @param starter starts a thread, or throws
     */
    static void start(Carrier[] carriers, Consumer<Thread> starter) {
        List<Padding> between = new ArrayList<>();
        try {
            for (int i = 0; i < carriers.length; i++) {
                for (int j = 0; i > 0 && j < PADDING; j++) {
                    pad(carriers[i].getName(), starter, between);
                }
                starter.accept(carriers[i]);
            }
        } finally {
            between.forEach(Padding::end);
        }
    }

    private static void pad(String before, Consumer<Thread> starter, List<Padding> between) {
        var padding = new Padding("before-" + before);
        try {
            starter.accept(padding);
            between.add(padding);
        } catch (Throwable t) { // the carriers need the memory more, and say so where it is short
            return;
        }
    }

    /** Stands in a place of the JVM's table. */
    private static final class Padding extends Thread {

        private volatile boolean over;

        Padding(String name) {
            super(null, null, name, 0, false);
            setDaemon(true);
            setContextClassLoader(null);
        }

        @Override
        public void run() {
            while (!over) {
                LockSupport.park(this);
            }
        }

        /** Ends it soon; nobody waits for that, since nothing depends on it. */
        void end() {
            over = true;
            LockSupport.unpark(this);
        }
    }
}
