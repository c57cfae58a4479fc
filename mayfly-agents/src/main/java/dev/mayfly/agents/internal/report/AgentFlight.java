package dev.mayfly.agents.internal.report;

import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.internal.report.AgentFlightEvents.AgentFailed;
import dev.mayfly.agents.internal.report.AgentFlightEvents.DeadLetter;
import dev.mayfly.agents.internal.report.AgentFlightEvents.MailboxPressure;

import jdk.jfr.FlightRecorder;

/**
 * The JDK Flight Recorder events of agents. Without a recording they cost one branch, and none of
 * their classes is loaded. Neither contents of messages nor their text is recorded.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class AgentFlight {

    private AgentFlight() {}

    /** {@return whether there is or was a recording; loads nothing and reads one field} */
    public static boolean mayRecord() {
        return FlightRecorder.isInitialized();
    }

    /**
     * Records an event, if it is of a kind that is recorded.
     *
     * @param told what happened
     */
    public static void record(AgentEvent told) {
        switch (told) {
            case AgentEvent.Failed e -> failed(e);
            case AgentEvent.Pressure e -> pressure(e);
            case AgentEvent.Undelivered e -> undelivered(e);
            case AgentEvent.Started e -> {
                // There may be a million a second.
            }
            case AgentEvent.Ended e -> {
                // As above; those that failed were told of.
            }
        }
    }

    private static void failed(AgentEvent.Failed told) {
        var event = new AgentFailed();
        if (event.shouldCommit()) {
            event.agent = told.agent().name();
            event.error = told.cause().getClass().getName();
            event.action = told.action().name();
            event.commit();
        }
    }

    private static void pressure(AgentEvent.Pressure told) {
        var event = new MailboxPressure();
        if (event.shouldCommit()) {
            event.agent = told.agent().name();
            event.pressed = told.pressed();
            event.length = told.length();
            event.commit();
        }
    }

    private static void undelivered(AgentEvent.Undelivered told) {
        var event = new DeadLetter();
        if (event.shouldCommit()) {
            event.agent = told.letter().agent().name();
            event.messageType = told.letter().message().getClass().getName();
            event.reason = told.letter().reason().name();
            event.commit();
        }
    }
}
