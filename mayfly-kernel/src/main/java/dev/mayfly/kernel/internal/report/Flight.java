package dev.mayfly.kernel.internal.report;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.internal.report.FlightEvents.BackPressure;
import dev.mayfly.kernel.internal.report.FlightEvents.CarrierHeld;
import dev.mayfly.kernel.internal.report.FlightEvents.ChildExited;
import dev.mayfly.kernel.internal.report.FlightEvents.ChildRestarting;
import dev.mayfly.kernel.internal.report.FlightEvents.ChildStarted;
import dev.mayfly.kernel.internal.report.FlightEvents.Lifecycle;
import dev.mayfly.kernel.internal.report.FlightEvents.QueueChanged;
import dev.mayfly.kernel.internal.report.FlightEvents.SupervisorGaveUp;
import dev.mayfly.kernel.internal.report.FlightEvents.TaskEnded;
import dev.mayfly.kernel.internal.report.FlightEvents.TaskRejected;
import dev.mayfly.kernel.internal.report.FlightEvents.TaskThrottled;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskState;

import jdk.jfr.FlightRecorder;

import java.time.Duration;
import java.util.stream.Collectors;

/**
 * The kernel's JDK Flight Recorder events. Without a recording they cost one branch, and no event
 * class is even loaded: the first one would make the JDK read all of the recorder's metadata, which
 * was half of what an application's start spent on Mayfly.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class Flight {

    private Flight() {}

    /** A task ended. */
    public static void taskEnded(
            TaskId id,
            String name,
            String queue,
            TaskState state,
            Duration latency,
            Duration runTime) {
        if (!mayRecord()) {
            return;
        }
        var event = new TaskEnded();
        if (event.shouldCommit()) {
            event.taskId = id.value();
            event.taskName = name;
            event.queue = queue;
            event.state = state.name();
            event.latency = latency.toNanos();
            event.runTime = runTime.toNanos();
            event.commit();
        }
    }

    /** The scheduler started, or came a step nearer to its end. */
    public static void lifecycle(String what, String detail) {
        if (!mayRecord()) {
            return;
        }
        var event = new Lifecycle();
        if (event.shouldCommit()) {
            event.what = what;
            event.detail = detail;
            event.commit();
        }
    }

    /** A task outran its quantum. */
    public static void throttled(TaskId id, String name, String queue) {
        if (!mayRecord()) {
            return;
        }
        var event = new TaskThrottled();
        if (event.shouldCommit()) {
            event.taskId = id.value();
            event.taskName = name;
            event.queue = queue;
            event.commit();
        }
    }

    /**
     * Whether there is or was a recording: spares making an event that nobody would record. Loads
     * nothing and reads one field.
     */
    public static boolean mayRecord() {
        if (!FlightRecorder.isInitialized()) {
            return false;
        }
        FlightStatistics.register();
        return true;
    }

    /** Records one of the rarer events, if it is of a kind that is recorded. */
    public static void record(KernelEvent event) {
        if (!mayRecord()) {
            return;
        }
        switch (event) {
            case KernelEvent.ChildStarted e -> started(e);
            case KernelEvent.ChildStartFailed e ->
                    exited(e.supervisor(), e.child(), 0, "did not start", e.error().toString());
            case KernelEvent.ChildExited e ->
                    exited(
                            e.supervisor(),
                            e.child(),
                            e.task().value(),
                            e.exit().name(),
                            e.error() == null ? "" : e.error().toString());
            case KernelEvent.ChildStuck e ->
                    exited(e.supervisor(), e.child(), e.task().value(), "stuck", "");
            case KernelEvent.ChildRestarting e -> restarting(e);
            case KernelEvent.SupervisorEscalated e -> gaveUp(e);
            case KernelEvent.CarrierHeld e -> held(e);
            case KernelEvent.BackPressureChanged e -> pressure(e);
            case KernelEvent.TaskRejected e -> rejected(e);
            case KernelEvent.QueuePaused e -> changed(e.queue(), "paused");
            case KernelEvent.QueueResumed e -> changed(e.queue(), "resumed");
            case KernelEvent.QueueConcurrencyChanged e ->
                    changed(e.queue(), "concurrency " + e.concurrency());
            case KernelEvent.QueueRouted e ->
                    changed(e.queue(), "engine " + e.engine() + ", priority " + e.priority());
            default -> {
                // Told by a method of its own, or too frequent, or of no interest in a profile.
            }
        }
    }

    private static void started(KernelEvent.ChildStarted told) {
        var event = new ChildStarted();
        if (event.shouldCommit()) {
            event.supervisor = told.supervisor();
            event.child = told.child();
            event.taskId = told.task().value();
            event.commit();
        }
    }

    private static void exited(
            String supervisor, String child, long task, String exit, String error) {
        var event = new ChildExited();
        if (event.shouldCommit()) {
            event.supervisor = supervisor;
            event.child = child;
            event.taskId = task;
            event.exit = exit;
            event.error = error;
            event.commit();
        }
    }

    private static void restarting(KernelEvent.ChildRestarting told) {
        var event = new ChildRestarting();
        if (event.shouldCommit()) {
            event.supervisor = told.supervisor();
            event.child = told.child();
            event.strategy = told.strategy().name();
            event.restartsLeft = told.restartsLeft();
            event.commit();
        }
    }

    private static void gaveUp(KernelEvent.SupervisorEscalated told) {
        var event = new SupervisorGaveUp();
        if (event.shouldCommit()) {
            event.supervisor = told.supervisor();
            event.child = told.child();
            event.restarts = told.intensity().restarts();
            event.period = told.intensity().period().toNanos();
            event.commit();
        }
    }

    private static void held(KernelEvent.CarrierHeld told) {
        var event = new CarrierHeld();
        if (event.shouldCommit()) {
            event.engine = told.engine();
            event.carrier = told.carrier();
            event.task = told.task();
            event.held = told.held().toNanos();
            event.stack =
                    told.stack().stream()
                            .map(StackTraceElement::toString)
                            .collect(Collectors.joining("\n"));
            event.commit();
        }
    }

    private static void pressure(KernelEvent.BackPressureChanged told) {
        var event = new BackPressure();
        if (event.shouldCommit()) {
            event.paused = told.paused();
            event.load = told.load();
            event.commit();
        }
    }

    private static void changed(String queue, String change) {
        var event = new QueueChanged();
        if (event.shouldCommit()) {
            event.queue = queue;
            event.change = change;
            event.commit();
        }
    }

    private static void rejected(KernelEvent.TaskRejected told) {
        var event = new TaskRejected();
        if (event.shouldCommit()) {
            event.queue = told.queue();
            event.reason = told.reason();
            event.commit();
        }
    }
}
