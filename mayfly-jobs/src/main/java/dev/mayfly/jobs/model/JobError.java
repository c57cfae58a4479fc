package dev.mayfly.jobs.model;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Why an attempt failed, as text: a stored error outlives the classes that it speaks of.
 *
 * @param type the name of the exception's class, at most 1 000 characters
 * @param message its message, at most 2 000 characters; empty if it had none
 * @param trace the stack trace with all causes, at most 16 000 characters; null where it was left
 *     out
 */
public record JobError(String type, String message, @Nullable String trace) {

    private static final int LONGEST_TYPE = 1_000;
    private static final int LONGEST_MESSAGE = 2_000;
    private static final int LONGEST_TRACE = 16_000;

    /** Cuts what is too long. */
    public JobError {
        type = Texts.shorten(type, LONGEST_TYPE);
        message = Texts.shorten(message, LONGEST_MESSAGE);
        trace = trace == null ? null : Texts.shorten(trace, LONGEST_TRACE);
    }

    /**
     * The error as text. A throwable whose own methods throw is described by its class alone.
     *
     * @param failure what was thrown
     * @return type, message and trace
     */
    public static JobError of(Throwable failure) {
        String type = failure.getClass().getName();
        try {
            String message = failure.getMessage();
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            return new JobError(type, message == null ? "" : message, trace.toString());
        } catch (RuntimeException | StackOverflowError e) {
            return new JobError(type, "(the exception could not be described: " + e + ")", null);
        }
    }

    /**
     * This error without its trace, for the history of attempts.
     *
     * @return a copy, or this
     */
    public JobError withoutTrace() {
        return trace == null ? this : new JobError(type, message, null);
    }

    /** Returns the type and, where there is one, the message. */
    @Override
    public String toString() {
        return message.isEmpty() ? type : type + ": " + message;
    }
}
