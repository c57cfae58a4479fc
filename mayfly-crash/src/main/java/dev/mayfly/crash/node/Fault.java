package dev.mayfly.crash.node;

/** What can be broken on purpose, so that a run must find it. */
public enum Fault {
    /** Nothing. */
    NONE,
    /** A submission returns before the store has it. */
    EARLY_ACKNOWLEDGEMENT,
    /** A step that the store rejects is taken again with whatever fencing token the job has now. */
    NO_FENCE,
    /** Now and then a job is taken from the store and forgotten. */
    LOST_CLAIM,
    /** The first node does not renew its lease, and goes on as if it did. */
    LOST_RENEWALS,
    /** Jobs of steps that run again are told that none of them have run. */
    FORGOTTEN_STEPS,
    /** Nobody hears that jobs are ready. No fault as far as the promise goes: a poll finds them. */
    LOST_WAKE_UP
}
