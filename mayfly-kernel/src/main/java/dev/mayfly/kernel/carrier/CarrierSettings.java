package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.time.Clock;
import dev.mayfly.kernel.time.CpuClock;
import dev.mayfly.kernel.time.SystemClock;
import dev.mayfly.kernel.time.ThreadCpuClock;

import java.time.Duration;

/**
 * How a pool of carriers works.
 *
 * @param carriers how many units may run at once, for instance the number of processors
 * @param quantum how long a unit may keep its turn while others wait: past it, a task goes behind
 *     its equals at its next system call; 10 ms unless set
 * @param hogLimit how long a carrier may be held by one unit before a spare carrier steps in and an
 *     event names the unit; 100 ms unless set. A carrier whose thread is blocked (a native frame on
 *     the stack while the task waits) is replaced at once
 * @param maxSpares the most spare carriers at a time; 64 unless set
 * @param forecast makes the guess of carriers' backlogs; {@link MovingAverageForecast} unless set
 * @param clock what quantum and limit are measured by: real time, also where the kernel's clock is
 *     stepped or simulated, since what holds a carrier is real code
 * @param cpuClock what turns are weighed by; the machine's unless set
 */
public record CarrierSettings(
        int carriers,
        Duration quantum,
        Duration hogLimit,
        int maxSpares,
        BacklogForecast.Factory forecast,
        Clock clock,
        CpuClock cpuClock) {

    /** 10 ms. */
    public static final Duration DEFAULT_QUANTUM = Duration.ofMillis(10);

    /** 100 ms. */
    public static final Duration DEFAULT_HOG_LIMIT = Duration.ofMillis(100);

    /** 64. */
    public static final int DEFAULT_MAX_SPARES = 64;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a number or duration is out of range; it names the value
     */
    public CarrierSettings {
        if (carriers < 1) {
            throw new IllegalArgumentException(
                    "carriers " + carriers + " is less than 1; the number of processors is good");
        }
        if (!quantum.isPositive()) {
            throw new IllegalArgumentException(
                    "quantum " + quantum + " is not positive; 10 ms is the default");
        }
        if (hogLimit.compareTo(quantum) < 0) {
            throw new IllegalArgumentException(
                    "hogLimit " + hogLimit + " is shorter than the quantum " + quantum);
        }
        if (maxSpares < 0) {
            throw new IllegalArgumentException("maxSpares " + maxSpares + " is less than 0");
        }
    }

    /**
     * Settings that weigh turns by the machine's {@link ThreadCpuClock}.
     *
     * @param carriers how many units may run at once
     * @param quantum how long a unit may keep its turn
     * @param hogLimit how long a carrier may be held
     * @param maxSpares the most spare carriers
     * @param forecast makes the guess of backlogs
     * @param clock what quantum and limit are measured by
     * @throws IllegalArgumentException if a number or duration is out of range; it names the value
     */
    public CarrierSettings(
            int carriers,
            Duration quantum,
            Duration hogLimit,
            int maxSpares,
            BacklogForecast.Factory forecast,
            Clock clock) {
        this(carriers, quantum, hogLimit, maxSpares, forecast, clock, new ThreadCpuClock());
    }

    /**
     * The defaults.
     *
     * @param carriers how many units may run at once
     * @return settings
     */
    public static CarrierSettings of(int carriers) {
        return new CarrierSettings(
                carriers,
                DEFAULT_QUANTUM,
                DEFAULT_HOG_LIMIT,
                DEFAULT_MAX_SPARES,
                MovingAverageForecast::new,
                new SystemClock());
    }

    /**
     * These settings with another forecast.
     *
     * @param other makes the guess of backlogs
     * @return the rest as here
     */
    public CarrierSettings withForecast(BacklogForecast.Factory other) {
        return new CarrierSettings(carriers, quantum, hogLimit, maxSpares, other, clock, cpuClock);
    }

    /**
     * These settings with another clock to weigh turns by.
     *
     * @param other tells how much processor time threads have taken
     * @return the rest as here
     */
    public CarrierSettings withCpuClock(CpuClock other) {
        return new CarrierSettings(carriers, quantum, hogLimit, maxSpares, forecast, clock, other);
    }
}
