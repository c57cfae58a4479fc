package dev.mayfly.agents.internal;

/** What stands in a queue and is no message itself. */
sealed class Special permits Question {

    /** Stands where a message could not be handed over: its sender was told. */
    static final Special VOID = new Special();
}
