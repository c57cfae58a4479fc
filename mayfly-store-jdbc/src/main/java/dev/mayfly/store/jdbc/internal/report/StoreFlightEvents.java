package dev.mayfly.store.jdbc.internal.report;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * What the events of {@link StoreFlight} hold. Their names are API for whoever reads recordings.
 */
final class StoreFlightEvents {

    private StoreFlightEvents() {}

    @Name("dev.mayfly.JobsClaimed")
    @Label("Jobs Claimed")
    @Category({"Mayfly", "Jobs"})
    @Description("This process asked the shared store for jobs of a queue")
    @Threshold("10 ms")
    @StackTrace(false)
    static final class JobsClaimed extends Event {
        @Label("Queue")
        String queue = "";

        @Label("Asked For")
        int asked;

        @Label("Jobs")
        int jobs;
    }

    @Name("dev.mayfly.JobsRecovered")
    @Label("Jobs Recovered")
    @Category({"Mayfly", "Jobs"})
    @Description("Jobs of processes that are lost were made ready again")
    @StackTrace(false)
    static final class JobsRecovered extends Event {
        @Label("Jobs")
        int jobs;
    }

    @Name("dev.mayfly.LeaseLost")
    @Label("Lease Lost")
    @Category({"Mayfly", "Jobs"})
    @Description("This process had lost its lease on the store, and has another")
    @StackTrace(false)
    static final class LeaseLost extends Event {
        @Label("Node")
        String node = "";

        @Label("Incarnation Lost")
        long incarnation;

        @Label("Next Incarnation")
        long next;
    }
}
