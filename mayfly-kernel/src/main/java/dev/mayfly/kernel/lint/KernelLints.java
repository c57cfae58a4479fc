package dev.mayfly.kernel.lint;

import dev.mayfly.kernel.Scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's own rules.
 *
 * <p>This type only makes them; it has no instances.
 */
public final class KernelLints {

    /** How long a carrier is held until that is told of the first time, unless set: 1 s. */
    public static final Duration DEFAULT_HELD = Duration.ofSeconds(1);

    /** How long a task may wait in a system call with a lock, unless set: 1 s. */
    public static final Duration DEFAULT_LOCK_HELD = Duration.ofSeconds(1);

    /** How far the wall clock may jump within a second unless set: 1 s. */
    public static final Duration DEFAULT_JUMP = Duration.ofSeconds(1);

    /** For how long an engine may move nothing on while tasks wait, unless set: 30 s. */
    public static final Duration DEFAULT_STANDSTILL = Duration.ofSeconds(30);

    private KernelLints() {}

    /**
     * All of them that can see anything here, as they are unless set.
     *
     * @param scheduler what they look at
     * @return new rules, for one {@link Lints}
     */
    public static List<LintRule> rules(Scheduler scheduler) {
        List<LintRule> rules = new ArrayList<>();
        rules.add(carrierHog(scheduler, DEFAULT_HELD));
        rules.add(blockedCarrier(scheduler, DEFAULT_HELD));
        if (seesLocks()) {
            rules.add(lockAcrossCall(scheduler, DEFAULT_LOCK_HELD));
        }
        rules.add(queueWithoutCapacity(scheduler, DEFAULT_STANDSTILL));
        rules.add(clockJump(scheduler, DEFAULT_JUMP));
        return rules;
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
        return new HeldCarrierRule("carrier-hog", scheduler, positive("patience", patience), false);
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
        return new HeldCarrierRule(
                "blocked-carrier", scheduler, positive("patience", patience), true);
    }

    private static Duration positive(String what, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException(what + " " + time + " is not positive");
        }
        return time;
    }

    /**
     * {@code lock-across-call}: a task waits in a system call inside of a {@code synchronized}
     * block or method. It looks at 256 waiting tasks each time and then at the next. Locks of
     * {@code java.util.concurrent.locks} are not seen: the JDK tells nobody whose they are.
     *
     * @param scheduler what it looks at
     * @param patience for how long it must have waited, more than zero
     * @return a new rule, which finds nothing where {@link #seesLocks()} is false
     * @throws IllegalArgumentException if the time is zero or less
     */
    public static LintRule lockAcrossCall(Scheduler scheduler, Duration patience) {
        return new LockAcrossCallRule(scheduler, positive("patience", patience));
    }

    /**
     * Whether {@link #lockAcrossCall} can see anything.
     *
     * @return false where the JVM was started without {@code
     *     --add-opens=java.base/jdk.internal.vm=ALL-UNNAMED}
     */
    public static boolean seesLocks() {
        return HeldMonitors.canSee();
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
        return new EngineCapacityRule(scheduler, positive("standstill", standstill));
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
        return new ClockJumpRule(scheduler.clock(), positive("limit", limit));
    }
}
