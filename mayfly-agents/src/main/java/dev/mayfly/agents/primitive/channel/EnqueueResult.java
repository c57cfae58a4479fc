package dev.mayfly.agents.primitive.channel;

/** What became of a message that was not to wait for room. */
public enum EnqueueResult {
    /** The channel has it. */
    SENT,
    /** The channel was full; whoever sends has it still. */
    FULL,
    /** The channel is closed; whoever sends has it still. */
    CLOSED
}
