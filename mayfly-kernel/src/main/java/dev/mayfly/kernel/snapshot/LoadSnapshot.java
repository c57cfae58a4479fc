package dev.mayfly.kernel.snapshot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How full the kernel is.
 *
 * @param live users' tasks that are alive, those of supervisors included
 * @param cap the most there may be
 * @param predictedWait how long a unit that becomes ready is likely to wait for its turn, on the
 *     engine where that is longest; null where no engine has carriers of the kernel's own, since
 *     nobody can tell then
 * @param maxPredictedWait the wait that makes a load of 1
 * @param load {@code live / cap} or {@code predictedWait / maxPredictedWait}, whichever is greater;
 *     0 to 1
 * @param paused whether I/O-heavy work was told to pause
 * @param pauses how often it was, since the start
 */
public record LoadSnapshot(
        long live,
        long cap,
        @Nullable Duration predictedWait,
        Duration maxPredictedWait,
        double load,
        boolean paused,
        long pauses) {}
