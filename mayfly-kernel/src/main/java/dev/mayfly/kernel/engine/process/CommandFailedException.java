package dev.mayfly.kernel.engine.process;

import org.jspecify.annotations.Nullable;

/** A program could not be started, or did not end well. Nothing of it runs any more. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** There is no such program, no such directory, or no means to hold a limit. */
        NOT_STARTED,
        /** It ended with an exit code that is not 0. */
        EXIT_CODE,
        /** A signal ended it. */
        SIGNAL,
        /** It took longer than its time-out. */
        TIMED_OUT,
        /** It wrote more than its limit. */
        OUTPUT_LIMIT,
        /** It wrote a line that is no message. */
        MALFORMED_LINE
    }

    private final Kind kind;
    private final @Nullable Integer exitCode;

    CommandFailedException(
            Kind kind, @Nullable Integer exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.exitCode = exitCode;
    }

    /**
     * What went wrong.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * What the program ended with by itself: 128 and the signal's number where a signal ended it.
     *
     * @return null where it was not started, or was ended by Mayfly
     */
    public @Nullable Integer exitCode() {
        return exitCode;
    }
}
