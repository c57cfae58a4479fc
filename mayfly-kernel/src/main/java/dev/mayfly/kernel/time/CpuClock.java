package dev.mayfly.kernel.time;

import java.util.OptionalLong;

/**
 * How much processor time threads have taken, as the machine counts it.
 *
 * <p>It is not time in the sense of {@link Clock}: it stands still while a thread waits, and no
 * task depends on it. {@link ThreadCpuClock} is the machine's.
 *
 * <p>Thread rule: may be called by any thread, and answers for that thread.
 */
public interface CpuClock {

    /**
     * The processor time that the calling thread has taken since it started.
     *
     * @return nanoseconds that never fall; empty where the machine cannot tell, and on a virtual
     *     thread
     */
    OptionalLong currentThread();
}
