package dev.mayfly.kernel.platform;

import dev.mayfly.kernel.time.Clock;

import java.io.IOException;
import java.util.function.Consumer;

/** A machine that may have no threads to spare: the check throws where one is refused. */
public record SparePlatform(Platform machine, Consumer<Thread> check) implements Platform {

    public SparePlatform(Consumer<Thread> check) {
        this(new SystemPlatform(), check);
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
        check.accept(thread);
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
