package dev.mayfly.kernel.internal.report;

import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskState;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

import java.time.Duration;

/** The kernel's JDK Flight Recorder events. Without a recording they cost one branch. */
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
        var event = new Lifecycle();
        if (event.shouldCommit()) {
            event.what = what;
            event.detail = detail;
            event.commit();
        }
    }

    @Name("dev.mayfly.TaskEnded")
    @Label("Task Ended")
    @Category("Mayfly")
    @Description("A task of the kernel ended")
    @StackTrace(false)
    static final class TaskEnded extends Event {
        @Label("Task Id")
        long taskId;

        @Label("Task Name")
        String taskName = "";

        @Label("Queue")
        String queue = "";

        @Label("State")
        String state = "";

        @Label("Latency")
        @Timespan(Timespan.NANOSECONDS)
        long latency;

        @Label("Run Time")
        @Timespan(Timespan.NANOSECONDS)
        long runTime;
    }

    @Name("dev.mayfly.Lifecycle")
    @Label("Scheduler Lifecycle")
    @Category("Mayfly")
    @Description("The scheduler started, began to shut down, or did")
    @StackTrace(false)
    static final class Lifecycle extends Event {
        @Label("What")
        String what = "";

        @Label("Detail")
        String detail = "";
    }
}
