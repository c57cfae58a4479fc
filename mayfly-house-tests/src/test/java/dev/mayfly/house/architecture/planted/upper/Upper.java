package dev.mayfly.house.architecture.planted.upper;

import dev.mayfly.house.architecture.planted.lower.internal.Hidden;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;

/** Uses a hidden class of another module and reads the time in five ways. */
public final class Upper {

    private final Hidden hidden = new Hidden();

    Object times() throws InterruptedException {
        Thread.onSpinWait();
        Object[] times = {
            System.nanoTime(),
            System.currentTimeMillis(),
            Instant.now(),
            LocalDate.now(Clock.systemUTC()),
            hidden
        };
        return times;
    }
}
