package dev.mayfly.kernel.platform;

/** What was to be done when the process is asked to end: {@link Platform#onStop}. */
public interface StopHook extends AutoCloseable {

    /** Takes the wish back. Does nothing once the process is ending, and when called again. */
    @Override
    void close();
}
