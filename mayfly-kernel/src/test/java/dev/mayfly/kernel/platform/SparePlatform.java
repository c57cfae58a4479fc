package dev.mayfly.kernel.platform;

import java.util.function.Consumer;

/** A machine that may have no threads to spare: the check throws where one is refused. */
public final class SparePlatform extends PlatformDecorator {

    private final Consumer<Thread> check;

    public SparePlatform(Consumer<Thread> check) {
        super(new SystemPlatform());
        this.check = check;
    }

    @Override
    public void start(Thread thread) {
        check.accept(thread);
        super.start(thread);
    }
}
