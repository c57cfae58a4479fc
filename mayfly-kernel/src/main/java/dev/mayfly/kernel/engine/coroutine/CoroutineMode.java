package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.VirtualThreads;

/** On whose threads coroutines run. */
public enum CoroutineMode {
    /** {@link #OWNED} where the JVM allows it, else {@link #PORTABLE}. The default. */
    AUTO,
    /**
     * On the kernel's own carriers. Needs the JVM option {@value VirtualThreads#OPTION}; without it
     * the engine cannot be made.
     */
    OWNED,
    /** On the JDK's scheduler, admitted by permits. Works on every JVM. */
    PORTABLE
}
