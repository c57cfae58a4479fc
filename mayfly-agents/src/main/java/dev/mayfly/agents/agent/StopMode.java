package dev.mayfly.agents.agent;

/** What becomes of the messages that an agent has when it is asked to end. */
public enum StopMode {

    /** They are handled first. */
    DRAIN,

    /** They become dead letters; the one at work is finished. */
    DROP
}
