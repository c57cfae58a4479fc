package dev.mayfly.jobs.internal.report;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import jdk.jfr.Timespan;

/** What the events of {@link JobFlight} hold. Their names are API for whoever reads recordings. */
final class JobFlightEvents {

    private JobFlightEvents() {}

    @Name("dev.mayfly.JobAttempt")
    @Label("Job Attempt")
    @Category({"Mayfly", "Jobs"})
    @Description("An attempt of a job ended on this node")
    @Throttle("off")
    @StackTrace(false)
    static final class JobAttempt extends Event {
        @Label("Job Id")
        String jobId = "";

        @Label("Job Name")
        String jobName = "";

        @Label("Queue")
        String queue = "";

        @Label("Attempt")
        int attempt;

        @Label("Outcome")
        String outcome = "";

        @Label("Error")
        String error = "";

        @Label("Run Time")
        @Timespan(Timespan.NANOSECONDS)
        long runTime;

        @Label("Trace Id")
        String traceId = "";
    }

    @Name("dev.mayfly.JobEnded")
    @Label("Job Ended")
    @Category({"Mayfly", "Jobs"})
    @Description("A job succeeded, failed for good or was cancelled on this node")
    @Throttle("off")
    @StackTrace(false)
    static final class JobEnded extends Event {
        @Label("Job Id")
        String jobId = "";

        @Label("Job Name")
        String jobName = "";

        @Label("Queue")
        String queue = "";

        @Label("State")
        String state = "";

        @Label("Attempts")
        int attempts;

        @Label("Age")
        @Description("From its submission to its end")
        @Timespan(Timespan.MILLISECONDS)
        long age;

        @Label("Trace Id")
        String traceId = "";
    }
}
