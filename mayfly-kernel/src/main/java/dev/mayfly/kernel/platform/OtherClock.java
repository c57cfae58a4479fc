package dev.mayfly.kernel.platform;

import dev.mayfly.kernel.time.Clock;

import java.io.IOException;

/**
 * A platform with another clock.
 *
 * @param rest everything else
 * @param clock the kernel's time
 */
record OtherClock(Platform rest, Clock clock) implements Platform {

    @Override
    public Clock realTime() {
        return rest.realTime();
    }

    @Override
    public Thread thread(String name, Runnable body) {
        return rest.thread(name, body);
    }

    @Override
    public void start(Thread thread) {
        rest.start(thread);
    }

    @Override
    public void park(Object blocker) {
        rest.park(blocker);
    }

    @Override
    public void enter(String request, Object subject) {
        rest.enter(request, subject);
    }

    @Override
    public Process start(ProcessBuilder program) throws IOException {
        return rest.start(program);
    }

    @Override
    public StopHook onStop(String name, Runnable action) {
        return rest.onStop(name, action);
    }

    @Override
    public Platform withClock(Clock other) {
        return new OtherClock(rest, other);
    }
}
