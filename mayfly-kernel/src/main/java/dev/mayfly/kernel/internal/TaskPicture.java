package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.internal.report.Accounting;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What is shown of a task: derived from its stage, its end and the wait it is in. */
final class TaskPicture {

    private TaskPicture() {}

    static TaskState state(Task<?> task) {
        JoinResult<?> result = task.anyResult();
        if (result != null) {
            return state(result);
        }
        if (task.isNew()) {
            return others(task) != null ? TaskState.PENDING_DEPENDENCIES : TaskState.READY;
        }
        Wait current = task.currentWait();
        if (current == null) {
            return task.isThrottled() ? TaskState.THROTTLED : TaskState.RUNNING;
        }
        if (current.ended() != null) {
            return TaskState.READY;
        }
        return task.currentCall() instanceof SystemCall.Sleep
                ? TaskState.SLEEPING
                : TaskState.WAITING;
    }

    static TaskState state(JoinResult<?> result) {
        return switch (result) {
            case JoinResult.Success<?> s -> TaskState.COMPLETED;
            case JoinResult.Failure<?> f -> TaskState.FAILED;
            case JoinResult.Cancelled<?> c -> TaskState.CANCELLED;
            case JoinResult.Skipped<?> s -> TaskState.SKIPPED;
            case JoinResult.TimedOut<?> t -> throw new AssertionError("a task does not end so");
        };
    }

    static String reason(Task<?> task) {
        JoinResult<?> result = task.anyResult();
        if (result != null) {
            return switch (result) {
                case JoinResult.Failure<?>(Throwable cause) -> "failed with " + cause;
                case JoinResult.Skipped<?>(String reason) -> "skipped, since " + reason;
                default -> state(result).name().toLowerCase(Locale.ROOT);
            };
        }
        if (task.isNew()) {
            String others = others(task);
            if (others != null) {
                return others;
            }
            String inLine = task.taskQueue().reason(task);
            return inLine != null ? inLine : turn(task, "waits for its first turn");
        }
        Wait current = task.currentWait();
        SystemCall now = task.currentCall();
        if (task.isThrottled()) {
            return turn(task, "used up its quantum, and waits behind its equals");
        }
        if (current == null || now == null) {
            return "runs on engine " + task.taskQueue().engine().name();
        }
        return current.ended() == null
                ? now.describe()
                : turn(task, "woke, and waits for its turn");
    }

    private static @Nullable String others(Task<?> task) {
        Dependencies waiting = task.dependencies();
        return waiting == null ? null : waiting.describe();
    }

    private static String turn(Task<?> task, String what) {
        return what + " on engine " + task.taskQueue().engine().name();
    }

    static TaskSnapshot snapshot(Task<?> task, @Nullable String scope, long now, Instant wallNow) {
        Accounting.Times times = task.accounting().times();
        Duration age = Duration.ofNanos(now - task.accounting().submitted());
        return new TaskSnapshot(
                task.id(),
                task.name(),
                task.queue(),
                task.parent(),
                scope,
                task.priority(),
                task.isSystem(),
                state(task),
                reason(task),
                wallNow.minus(age),
                age,
                times.runTime(now),
                times.waitTime(now),
                times.runs(),
                times.throttled());
    }
}
