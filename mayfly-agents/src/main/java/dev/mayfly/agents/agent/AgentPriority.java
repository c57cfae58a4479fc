package dev.mayfly.agents.agent;

/** How urgent an agent's turns are, among all that is ready on the same engine. */
public enum AgentPriority {

    /** 15: runs when nothing of the default priority is ready, or its age lifts it. */
    LOW(15),

    /** 10, as tasks have by default. */
    NORMAL(10),

    /** 5: before everything normal. */
    HIGH(5),

    /** 1: before everything but the system. */
    CRITICAL(1);

    private final int value;

    AgentPriority(int value) {
        this.value = value;
    }

    /**
     * The kernel's priority.
     *
     * @return 1 to 15
     */
    public int value() {
        return value;
    }
}
