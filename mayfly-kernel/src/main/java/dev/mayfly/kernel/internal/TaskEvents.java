package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.internal.report.Accounting;
import dev.mayfly.kernel.internal.report.Flight;
import dev.mayfly.kernel.internal.report.Listeners;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.TaskState;

import java.time.Duration;

/** Turns what happens to tasks into events, where anyone listens. Safe for use by any thread. */
final class TaskEvents {

    private final Listeners listeners;

    TaskEvents(Listeners listeners) {
        this.listeners = listeners;
    }

    void started(Task<?> task) {
        if (listeners.any() && !task.isSystem()) {
            Accounting times = task.accounting();
            Duration waited = Duration.ofNanos(times.since() - times.submitted());
            listeners.emit(new KernelEvent.TaskStarted(times.since(), task.id(), waited));
        }
    }

    void blocked(Task<?> task, SystemCall call, long now) {
        if (listeners.any()) {
            listeners.emit(new KernelEvent.TaskBlocked(now, task.id(), call));
        }
    }

    void throttled(Task<?> task, long now) {
        Flight.throttled(task.id(), task.name(), task.queue());
        if (listeners.any()) {
            listeners.emit(new KernelEvent.TaskThrottled(now, task.id()));
        }
    }

    void resumed(Task<?> task, long now, long nanos) {
        if (listeners.any()) {
            listeners.emit(new KernelEvent.TaskResumed(now, task.id(), Duration.ofNanos(nanos)));
        }
    }

    void ended(Task<?> task, TaskState state, JoinResult<?> result) {
        Accounting times = task.accounting();
        long now = times.since();
        Duration latency = Duration.ofNanos(now - times.submitted());
        Duration runTime = Duration.ofNanos(times.runNanos());
        Flight.taskEnded(task.id(), task.name(), task.queue(), state, latency, runTime);
        if (listeners.any()) {
            if (result instanceof JoinResult.Skipped<?>(String reason)) {
                listeners.emit(new KernelEvent.TaskSkipped(now, task.id(), reason));
            }
            Throwable error =
                    result instanceof JoinResult.Failure<?>(Throwable cause) ? cause : null;
            listeners.emit(
                    task.isSystem()
                            ? new KernelEvent.SystemTaskExited(
                                    now, task.id(), task.name(), state, error)
                            : new KernelEvent.TaskFinished(
                                    now,
                                    task.id(),
                                    task.name(),
                                    task.queue(),
                                    state,
                                    error,
                                    latency,
                                    runTime));
        }
    }
}
