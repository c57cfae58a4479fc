package dev.mayfly.kernel.supervise;

/** Whom a supervisor starts again when a child has ended and its restart type asks for it. */
public enum RestartStrategy {
    /** That child alone: the children do not need each other. */
    ONE_FOR_ONE,
    /** All of them: the others are ended in reverse order, then all are started in order. */
    ONE_FOR_ALL,
    /** That child and those started after it, which may have built on it. */
    REST_FOR_ONE,
    /**
     * That child alone, where all children come from one template and are added while the
     * supervisor runs. There are none at its start, and their order does not matter: at the end
     * they are ended all at once.
     */
    SIMPLE_ONE_FOR_ONE
}
