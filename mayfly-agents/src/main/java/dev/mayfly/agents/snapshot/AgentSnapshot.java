package dev.mayfly.agents.snapshot;

import dev.mayfly.agents.agent.AgentPriority;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * One agent, at some moment.
 *
 * @param id its number
 * @param name what people call it
 * @param style how it is written: as a {@code "handler"} or as a {@code "body"}
 * @param state what it does
 * @param parent the name of its parent, null at the top
 * @param priority how urgent its turns are
 * @param length how many messages wait
 * @param capacity how many its mailbox takes
 * @param high from how many messages on its senders are told to slow down
 * @param low down to how many they are told so
 * @param pressed whether its senders are told to slow down
 * @param handled how many messages it has handled, those it failed over included
 * @param failures how often it threw
 * @param restarts how often it has begun anew
 * @param profile what it is like
 */
public record AgentSnapshot(
        long id,
        String name,
        String style,
        State state,
        @Nullable String parent,
        AgentPriority priority,
        int length,
        int capacity,
        int high,
        int low,
        boolean pressed,
        long handled,
        long failures,
        long restarts,
        AgentProfile profile) {

    /** What an agent does. */
    public enum State {
        /** Has yet to have its first turn. */
        STARTING,
        /** Waits for messages or handles them. */
        RUNNING,
        /** Was asked to end. */
        ENDING,
        /** Has ended. */
        ENDED
    }

    /**
     * What an agent is like: moving averages over about the last ten seconds.
     *
     * @param runTime how long a handler works on a message; sampled, one turn of 64. Zero for a
     *     body, whose work begins and ends where it likes
     * @param messagesPerSecond how many it handles
     * @param cpuShare how much processor time it takes, in seconds a second: 0.25 is a quarter of
     *     one processor. Estimated by weighing one of its turns in 512, as the carrier's thread
     *     counts it; what it waits for costs nothing. Empty until a turn of it was weighed, and for
     *     good where handlers and bodies have no carriers of the kernel's own: in portable mode, on
     *     platform threads and in a simulation. It begins at zero and is true after some ten
     *     seconds, and rough where there are few turns: in ten seconds of 1000 turns each it rests
     *     on 40 weighings
     */
    public record AgentProfile(
            Duration runTime, double messagesPerSecond, OptionalDouble cpuShare) {}
}
