package dev.mayfly.kernel.platform;

import dev.mayfly.kernel.time.Clock;

import java.io.IOException;

/**
 * A platform that leaves everything to another. Extend it to watch, refuse or replace a part:
 * whatever is not overridden reaches the one beneath.
 *
 * <p>Thread rule: safe for use by any thread, as the platform beneath is.
 */
public abstract class PlatformDecorator implements Platform {

    /** Does what is asked. */
    protected final Platform machine;

    /**
     * Decorates a platform.
     *
     * @param machine does what is asked
     */
    protected PlatformDecorator(Platform machine) {
        this.machine = machine;
    }

    @Override
    public Clock clock() {
        return machine.clock();
    }

    @Override
    public Clock realTime() {
        return machine.realTime();
    }

    @Override
    public Thread thread(String name, Runnable body) {
        return machine.thread(name, body);
    }

    @Override
    public void start(Thread thread) {
        machine.start(thread);
    }

    @Override
    public void park(Object blocker) {
        machine.park(blocker);
    }

    @Override
    public void enter(String request, Object subject) {
        machine.enter(request, subject);
    }

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        return machine.start(program);
    }

    @Override
    public StopHook onStop(String name, Runnable action) {
        return machine.onStop(name, action);
    }
}
