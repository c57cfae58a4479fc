package dev.mayfly.console.dump;

/** A dump cannot be read. Its message names the place and the reason, for people. */
public final class DumpException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 400;

    /**
     * A dump cannot be read.
     *
     * @param message place and reason; what is longer than 400 characters is cut
     */
    public DumpException(String message) {
        super(message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…");
    }
}
