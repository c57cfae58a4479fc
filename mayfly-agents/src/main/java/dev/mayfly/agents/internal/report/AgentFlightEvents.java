package dev.mayfly.agents.internal.report;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;

/**
 * What the events of {@link AgentFlight} hold. Their names are API for whoever reads recordings.
 */
final class AgentFlightEvents {

    private AgentFlightEvents() {}

    @Name("dev.mayfly.AgentFailed")
    @Label("Agent Failed")
    @Category({"Mayfly", "Agents"})
    @Description("An agent failed over a message, and what came of it")
    @Throttle("off")
    @StackTrace(false)
    static final class AgentFailed extends Event {
        @Label("Agent")
        String agent = "";

        @Label("Error")
        String error = "";

        @Label("Action")
        String action = "";
    }

    @Name("dev.mayfly.MailboxPressure")
    @Label("Mailbox Pressure")
    @Category({"Mayfly", "Agents"})
    @Description("A mailbox crossed its high or low mark")
    @Throttle("off")
    @StackTrace(false)
    static final class MailboxPressure extends Event {
        @Label("Agent")
        String agent = "";

        @Label("Pressed")
        boolean pressed;

        @Label("Length")
        int length;
    }

    @Name("dev.mayfly.DeadLetter")
    @Label("Dead Letter")
    @Category({"Mayfly", "Agents"})
    @Description("A message was not handled")
    @Throttle("off")
    @StackTrace(false)
    static final class DeadLetter extends Event {
        @Label("Agent")
        String agent = "";

        @Label("Type of the Message")
        String messageType = "";

        @Label("Reason")
        String reason = "";
    }
}
