package dev.mayfly.kernel.platform;

import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SystemClock;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** The machine and the JVM, as they are. */
public final class SystemPlatform implements Platform {

    private final Clock clock = new SystemClock();

    /** Creates a view of the machine; all instances are alike. */
    public SystemPlatform() {}

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Clock realTime() {
        return clock;
    }

    @Override
    public Thread thread(String name, Runnable body) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(body);
    }

    @Override
    public void start(Thread thread) {
        thread.start();
    }

    @Override
    public void park(Object blocker) {
        LockSupport.park(blocker);
    }

    @Override
    public void enter(String request, Object subject) {
        // Any thread may come in at any time.
    }

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        return program.start();
    }

    @Override
    public StopHook onStop(String name, Runnable action) {
        Thread hook = thread(name, action);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) { // the process is ending
            hook.start();
        }
        return () -> remove(hook);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs, or has run.
        }
    }
}
