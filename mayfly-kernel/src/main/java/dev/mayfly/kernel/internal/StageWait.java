package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.syscall.SystemCall;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The link from a stage to a task that waits for it. A stage cannot be told to forget who listens;
 * so the link stays with it, and lets go of the task when the wait is over.
 */
final class StageWait {

    private volatile @Nullable TaskWait wait;

    private StageWait(TaskWait wait) {
        this.wait = wait;
    }

    /** Carries out the call: returns true if the stage is completed, false if the time was up. */
    static boolean await(Kernel kernel, Task<?> task, SystemCall.AwaitStage call) {
        Duration limit = call.timeout();
        if (call.stage() instanceof CompletableFuture<?> future && future.isDone()) {
            return true;
        }
        var wait = new TaskWait(task);
        var link = new StageWait(wait);
        var _ = call.stage().whenComplete((value, failure) -> link.completed());
        if (limit != null && !limit.isPositive()) {
            return wait.ended() != null;
        }
        try {
            return kernel.calls().block(task, wait, call, limit);
        } finally {
            link.wait = null;
        }
    }

    private void completed() {
        TaskWait waiting = wait;
        if (waiting != null) {
            waiting.end(Wait.End.WOKEN);
        }
    }
}
