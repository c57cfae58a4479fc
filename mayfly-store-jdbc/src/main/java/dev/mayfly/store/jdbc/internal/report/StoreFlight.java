package dev.mayfly.store.jdbc.internal.report;

import dev.mayfly.store.jdbc.internal.report.StoreFlightEvents.JobsClaimed;
import dev.mayfly.store.jdbc.internal.report.StoreFlightEvents.JobsRecovered;
import dev.mayfly.store.jdbc.internal.report.StoreFlightEvents.LeaseLost;

import jdk.jfr.FlightRecorder;

import org.jspecify.annotations.Nullable;

/**
 * The store's JDK Flight Recorder events. Without a recording they cost one branch, and none of
 * their classes is loaded.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class StoreFlight {

    private StoreFlight() {}

    /** A claim begins; null where nobody records. */
    static @Nullable Object claiming() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        var event = new JobsClaimed();
        event.begin();
        return event;
    }

    /** A claim has ended. */
    static void claimed(@Nullable Object begun, String queue, int asked, int jobs) {
        if (begun instanceof JobsClaimed event) {
            event.end();
            if (event.shouldCommit()) {
                event.queue = queue;
                event.asked = asked;
                event.jobs = jobs;
                event.commit();
            }
        }
    }

    /** Jobs of lost processes are ready again. */
    static void recovered(int jobs) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        var event = new JobsRecovered();
        if (event.shouldCommit()) {
            event.jobs = jobs;
            event.commit();
        }
    }

    /** This process has another lease after it lost one. */
    static void leaseLost(String node, long lost, long next) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        var event = new LeaseLost();
        if (event.shouldCommit()) {
            event.node = node;
            event.incarnation = lost;
            event.next = next;
            event.commit();
        }
    }
}
