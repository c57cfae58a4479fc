package dev.mayfly.jobs.policy;

/** What keeps jobs of a queue from starting, as the decision has found. */
public enum Hold {
    /** Somebody has paused the queue. */
    PAUSED,
    /** As many run as may on all nodes. */
    GLOBAL,
    /** The rate is used up. */
    RATE,
    /** As many of the key run as may. */
    KEY,
    /** An earlier job of the key comes first. */
    ORDER
}
