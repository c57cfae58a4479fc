package dev.mayfly.kernel.platform;

import dev.mayfly.kernel.time.Clock;

/** A platform with another clock. */
final class OtherClock extends PlatformDecorator {

    private final Clock clock;

    OtherClock(Platform machine, Clock clock) {
        super(machine);
        this.clock = clock;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /** Replaces the clock, where another would pile one platform on the next. */
    @Override
    public Platform withClock(Clock other) {
        return new OtherClock(machine, other);
    }
}
