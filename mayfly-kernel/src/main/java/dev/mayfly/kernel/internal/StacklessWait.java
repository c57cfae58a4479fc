package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.SystemCalls.TaskWait;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskCancelledException;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** The wait of a task without a stack for the stage that its body returned. */
final class StacklessWait<R extends @Nullable Object> extends TaskWait {

    private final AsyncJob<R> job;
    private final CompletionStage<R> stage;
    private final SystemCall.AwaitStage call;

    /** Written before the wait ends as woken, read after. */
    private volatile @Nullable JoinResult<R> outcome;

    StacklessWait(Task<R> task, AsyncJob<R> job, CompletionStage<R> stage) {
        super(task);
        this.job = job;
        this.stage =
                Objects.requireNonNull(
                        stage, "the AsyncJob of " + task.id() + " returned null for its stage");
        call = new SystemCall.AwaitStage(AsyncJob.WHAT, stage, null);
    }

    SystemCall.AwaitStage call() {
        return call;
    }

    /** Asks the stage to end this wait, which ends at once if the task was stopped already. */
    void listen(boolean stopped) {
        if (stopped) {
            end(End.STOPPED);
        }
        try {
            var _ =
                    stage.whenComplete((value, failure) ->
                            settle(
                                    failure == null
                                            ? new JoinResult.Success<>(value)
                                            : failed(failure)));
        } catch (Throwable t) { // a stage of a stranger's make
            settle(failed(t));
        }
    }

    private void settle(JoinResult<R> result) {
        outcome = result;
        end(End.WOKEN);
    }

    private JoinResult<R> failed(Throwable failure) {
        return new JoinResult.Failure<>(AsyncJob.unwrapped(failure));
    }

    /**
     * What the task ends as, once the wait has ended: a stopped task's stage is cancelled, and the
     * job has its last word. Called on the task's thread.
     */
    JoinResult<R> result() {
        JoinResult<R> result = outcome;
        if (ended() != End.WOKEN || result == null) {
            AsyncJob.cancel(stage);
            result =
                    failed(
                            new TaskCancelledException(
                                    task().id() + " was stopped before its stage ended"));
        }
        var calls = new TaskCalls(task().kernel(), task());
        try {
            return new JoinResult.Success<>(job.finish(calls, result));
        } catch (Throwable t) { // whatever a body throws ends its own task and nothing else
            return new JoinResult.Failure<>(t);
        }
    }
}
