package dev.mayfly.kernel.internal.report;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;

/** What the events of {@link Flight} hold. Their names are API for whoever reads recordings. */
final class FlightEvents {

    private FlightEvents() {}

    @Name("dev.mayfly.TaskEnded")
    @Label("Task Ended")
    @Category("Mayfly")
    @Description("A task of the kernel ended")
    @Throttle("off")
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

    @Name("dev.mayfly.TaskThrottled")
    @Label("Task Throttled")
    @Category("Mayfly")
    @Description("A task outran its quantum and went behind its equals")
    @Throttle("off")
    @StackTrace(false)
    static final class TaskThrottled extends Event {
        @Label("Task Id")
        long taskId;

        @Label("Task Name")
        String taskName = "";

        @Label("Queue")
        String queue = "";
    }

    @Name("dev.mayfly.TaskRejected")
    @Label("Task Rejected")
    @Category("Mayfly")
    @Description("A task was refused")
    @Throttle("off")
    @StackTrace(false)
    static final class TaskRejected extends Event {
        @Label("Queue")
        String queue = "";

        @Label("Reason")
        String reason = "";
    }

    @Name("dev.mayfly.CarrierHeld")
    @Label("Carrier Held")
    @Category("Mayfly")
    @Description("A task held a carrier for longer than the limit")
    @StackTrace(false)
    static final class CarrierHeld extends Event {
        @Label("Engine")
        String engine = "";

        @Label("Carrier")
        String carrier = "";

        @Label("Task")
        String task = "";

        @Label("Held")
        @Timespan(Timespan.NANOSECONDS)
        long held;

        @Label("Stack of the Task")
        String stack = "";
    }

    @Name("dev.mayfly.BackPressure")
    @Label("Back-pressure")
    @Category("Mayfly")
    @Description("The load of the kernel crossed a mark")
    @StackTrace(false)
    static final class BackPressure extends Event {
        @Label("Paused")
        boolean paused;

        @Label("Load")
        @Percentage
        double load;
    }

    @Name("dev.mayfly.ChildStarted")
    @Label("Child Started")
    @Category("Mayfly")
    @Description("A supervisor started a child, for the first time or again")
    @StackTrace(false)
    static final class ChildStarted extends Event {
        @Label("Supervisor")
        String supervisor = "";

        @Label("Child")
        String child = "";

        @Label("Task Id")
        long taskId;
    }

    @Name("dev.mayfly.ChildExited")
    @Label("Child Exited")
    @Category("Mayfly")
    @Description("A child ended, was left behind as stuck, or did not start")
    @StackTrace(false)
    static final class ChildExited extends Event {
        @Label("Supervisor")
        String supervisor = "";

        @Label("Child")
        String child = "";

        @Label("Task Id")
        long taskId;

        @Label("Exit")
        String exit = "";

        @Label("Error")
        String error = "";
    }

    @Name("dev.mayfly.ChildRestarting")
    @Label("Child Restarting")
    @Category("Mayfly")
    @Description("A supervisor is about to start a child again")
    @StackTrace(false)
    static final class ChildRestarting extends Event {
        @Label("Supervisor")
        String supervisor = "";

        @Label("Child")
        String child = "";

        @Label("Strategy")
        String strategy = "";

        @Label("Restarts Left")
        int restartsLeft;
    }

    @Name("dev.mayfly.SupervisorGaveUp")
    @Label("Supervisor Gave Up")
    @Category("Mayfly")
    @Description("There were more restarts than the intensity allows")
    @StackTrace(false)
    static final class SupervisorGaveUp extends Event {
        @Label("Supervisor")
        String supervisor = "";

        @Label("Child")
        String child = "";

        @Label("Restarts Allowed")
        int restarts;

        @Label("Within")
        @Timespan(Timespan.NANOSECONDS)
        long period;
    }

    @Name("dev.mayfly.QueueChanged")
    @Label("Queue Changed")
    @Category("Mayfly")
    @Description("A queue was paused or resumed, or its concurrency changed")
    @StackTrace(false)
    static final class QueueChanged extends Event {
        @Label("Queue")
        String queue = "";

        @Label("Change")
        String change = "";
    }

    @Name("dev.mayfly.QueueStatistics")
    @Label("Queue Statistics")
    @Category("Mayfly")
    @Description("How full a queue is")
    @Period("1 s")
    @StackTrace(false)
    static final class QueueStatistics extends Event {
        @Label("Queue")
        String queue = "";

        @Label("Engine")
        String engine = "";

        @Label("Waiting")
        int waiting;

        @Label("Running")
        int running;

        @Label("Paused")
        boolean paused;

        @Label("Completed")
        @Description("Tasks completed since the start")
        long completed;

        @Label("Failed")
        @Description("Tasks failed since the start")
        long failed;
    }

    @Name("dev.mayfly.EngineStatistics")
    @Label("Engine Statistics")
    @Category("Mayfly")
    @Description("How busy an engine is, and its carriers where it has its own")
    @Period("1 s")
    @StackTrace(false)
    static final class EngineStatistics extends Event {
        @Label("Engine")
        String engine = "";

        @Label("Mode")
        String mode = "";

        @Label("Parallelism")
        int parallelism;

        @Label("Running")
        int running;

        @Label("Ready")
        @Description("Tasks that wait for their turn")
        int ready;

        @Label("Carriers")
        long carriers;

        @Label("Parked Carriers")
        long parked;

        @Label("Spare Carriers")
        long spares;

        @Label("Stolen")
        @Description("Tasks that ran on another carrier than they were queued at, since the start")
        long stolen;
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
