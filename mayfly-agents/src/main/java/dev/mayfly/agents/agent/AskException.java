package dev.mayfly.agents.agent;

import org.jspecify.annotations.Nullable;

import java.io.Serial;

/** A question got no answer. */
public final class AskException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    /** Why there is no answer. */
    public enum Reason {
        /** The time was up. */
        TIMED_OUT,
        /** The agent had ended, or ended before it came to the question. */
        STOPPED,
        /** There was no room for the question. */
        FULL,
        /** The agent failed over the question, or said that there is no answer. */
        FAILED
    }

    /** Which. */
    private final Reason reason;

    /**
     * Creates one.
     *
     * @param reason why
     * @param message names the agent
     * @param cause what the agent threw, if it did
     */
    public AskException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why there is no answer.
     *
     * @return always the same
     */
    public Reason reason() {
        return reason;
    }
}
