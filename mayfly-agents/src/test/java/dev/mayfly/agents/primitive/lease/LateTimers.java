package dev.mayfly.agents.primitive.lease;

import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.SteppableClock;

import java.time.Duration;
import java.time.Instant;

/** A scheduler on whose clock time passes and no timer fires. */
final class LateTimers implements AutoCloseable {

    private final SteppableClock clock = new SteppableClock();
    private final Scheduler scheduler;
    private final Surroundings surroundings;

    LateTimers() {
        scheduler =
                Scheduler.builder()
                        .clock(
                                new Clock() {
                                    @Override
                                    public long nanoTime() {
                                        return clock.nanoTime();
                                    }

                                    @Override
                                    public Instant wallTime() {
                                        return clock.wallTime();
                                    }

                                    @Override
                                    public Alarm alarm(String name, Runnable action) {
                                        return clock.alarm(name, () -> {});
                                    }
                                })
                        .build();
        surroundings = new Surroundings(scheduler);
    }

    Surroundings surroundings() {
        return surroundings;
    }

    void pass(Duration time) {
        clock.advance(time);
    }

    @Override
    public void close() {
        surroundings.close();
        scheduler.shutdown(Duration.ZERO);
    }
}
