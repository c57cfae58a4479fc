package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.SystemCalls.TaskWait;
import dev.mayfly.kernel.internal.wait.ThreadWait;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.syscall.SystemCall;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The link from a stage to who waits for it. A stage cannot be told to forget who listens; so the
 * link stays with it, and lets go of the waiter when the wait is over.
 */
final class StageWait {

    private volatile @Nullable Wait wait;

    private StageWait(Wait wait) {
        this.wait = wait;
    }

    /** Carries out the call: returns true if the stage is completed, false if the time was up. */
    static boolean await(Kernel kernel, Task<?> task, SystemCall.AwaitStage call) {
        Duration limit = call.timeout();
        if (isDone(call.stage())) {
            return true;
        }
        var wait = new TaskWait(task);
        StageWait link = listen(call.stage(), wait);
        if (limit != null && !limit.isPositive()) {
            return wait.ended() != null;
        }
        try {
            return kernel.calls().block(task, wait, call, limit);
        } finally {
            link.wait = null;
        }
    }

    /** The same for a thread that is no task. */
    static boolean await(Kernel kernel, CompletionStage<?> stage, @Nullable Duration limit)
            throws InterruptedException {
        if (isDone(stage)) {
            return true;
        }
        var wait = new ThreadWait(kernel.platform());
        StageWait link = listen(stage, wait);
        if (limit != null && !limit.isPositive()) {
            return wait.ended() != null;
        }
        if (limit != null) {
            wait.deadline(kernel.timers(), kernel.deadline(limit));
        }
        try {
            return wait.await() == Wait.End.WOKEN;
        } finally {
            wait.forget(kernel.timers());
            link.wait = null;
        }
    }

    private static boolean isDone(CompletionStage<?> stage) {
        return stage instanceof CompletableFuture<?> future && future.isDone();
    }

    private static StageWait listen(CompletionStage<?> stage, Wait wait) {
        var link = new StageWait(wait);
        var _ = stage.whenComplete((value, failure) -> link.completed());
        return link;
    }

    private void completed() {
        Wait waiting = wait;
        if (waiting != null) {
            waiting.end(Wait.End.WOKEN);
        }
    }
}
