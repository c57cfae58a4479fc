package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.Scheduler;

import java.time.Duration;
import java.util.List;

/**
 * The kernel's own rules.
 *
 * <p>This type only makes them; it has no instances.
 */
public final class KernelLints {

    /** How long a carrier is held until that is told of the first time, unless set: 1 s. */
    public static final Duration DEFAULT_HELD = Duration.ofSeconds(1);

    /** How far the wall clock may jump within a second unless set: 1 s. */
    public static final Duration DEFAULT_JUMP = Duration.ofSeconds(1);

    /** For how long an engine may move nothing on while tasks wait, unless set: 30 s. */
    public static final Duration DEFAULT_STANDSTILL = Duration.ofSeconds(30);

    private KernelLints() {}

    /**
     * All of them, as they are unless set.
     *
     * @param scheduler what they look at
     * @return new rules, for one {@link Lints}
     */
    public static List<LintRule> rules(Scheduler scheduler) {
        return List.of(
                carrierHog(scheduler, DEFAULT_HELD),
                blockedCarrier(scheduler, DEFAULT_HELD),
                queueWithoutCapacity(scheduler, DEFAULT_STANDSTILL),
                clockJump(scheduler, DEFAULT_JUMP));
    }

    /**
     * {@code carrier-hog}: a task computes without a system call, for the time given, or three
     * times within a minute for longer than its engine's hog limit (100 ms unless set). Owned
     * carriers only.
     *
     * @param scheduler what it looks at
     * @param patience how long one turn must last, more than zero
     * @return a new rule
     * @throws IllegalArgumentException if the time is zero or less
     */
    public static LintRule carrierHog(Scheduler scheduler, Duration patience) {
        return new HeldCarrierRule("carrier-hog", scheduler, positive(patience), false);
    }

    /**
     * {@code blocked-carrier}: a task waits where a virtual thread cannot leave its carrier, in a
     * native call or in a class's static initializer, for as long or as often as {@link
     * #carrierHog}. Owned carriers only.
     *
     * @param scheduler what it looks at
     * @param patience how long one turn must last, more than zero
     * @return a new rule
     * @throws IllegalArgumentException if the time is zero or less
     */
    public static LintRule blockedCarrier(Scheduler scheduler, Duration patience) {
        return new HeldCarrierRule("blocked-carrier", scheduler, positive(patience), true);
    }

    private static Duration positive(Duration patience) {
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("patience " + patience + " is not positive");
        }
        return patience;
    }

    /**
     * {@code queue-without-capacity}: all turns of an engine are taken, tasks wait for one, and
     * none of any of its queues has ended for a while.
     *
     * @param scheduler what it looks at
     * @param standstill for how long nothing may end, more than zero
     * @return a new rule
     * @throws IllegalArgumentException if the time is zero or less
     */
    public static LintRule queueWithoutCapacity(Scheduler scheduler, Duration standstill) {
        if (!standstill.isPositive()) {
            throw new IllegalArgumentException("standstill " + standstill + " is not positive");
        }
        return new EngineCapacityRule(scheduler, standstill);
    }

    /**
     * {@code clock-jump}: the wall clock was set, back or forward. The lint stays for ten minutes.
     *
     * @param scheduler whose clock to compare with its monotonic time
     * @param limit how far it may jump unnoticed, more than zero
     * @return a new rule
     * @throws IllegalArgumentException if the limit is zero or less
     */
    public static LintRule clockJump(Scheduler scheduler, Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("limit " + limit + " is not positive");
        }
        return new ClockJumpRule(scheduler.clock(), limit);
    }
}
