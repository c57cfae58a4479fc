package dev.mayfly.jobs.policy;

/** In which order the jobs of one key run. */
public enum KeyOrder {
    /** As jobs without a key: by priority, then acceptance, and side by side. */
    NONE,
    /**
     * One after the other in the order of acceptance, whatever their priorities. While the first
     * waits for its retry, all others of its key wait too.
     */
    BLOCK,
    /**
     * One after the other in the order of acceptance, whatever their priorities. While the first
     * waits for its retry, the others of its key go on; it takes its place again when it is due.
     */
    OVERTAKE;

    /**
     * Whether jobs of a key run one after the other.
     *
     * @return false for {@link #NONE}
     */
    public boolean isFifo() {
        return this != NONE;
    }
}
