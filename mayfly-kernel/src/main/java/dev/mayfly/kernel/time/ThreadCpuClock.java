package dev.mayfly.kernel.time;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.OptionalLong;

/**
 * The machine's processor time by thread. A reading costs some hundred nanoseconds, which is a call
 * into the operating system; the first one loads what the JDK needs for it.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class ThreadCpuClock implements CpuClock {

    /** Loaded by the first reading, since most short-lived programs never come to one. */
    private static final class Machine {

        static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        static final boolean TELLS =
                THREADS.isCurrentThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

        private Machine() {}
    }

    /** Reads nothing yet. */
    public ThreadCpuClock() {}

    @Override
    public OptionalLong currentThread() {
        if (Thread.currentThread().isVirtual() || !Machine.TELLS) {
            return OptionalLong.empty();
        }
        long nanos = Machine.THREADS.getCurrentThreadCpuTime();
        // Somebody may switch the counting off while the JVM runs.
        return nanos < 0 ? OptionalLong.empty() : OptionalLong.of(nanos);
    }
}
