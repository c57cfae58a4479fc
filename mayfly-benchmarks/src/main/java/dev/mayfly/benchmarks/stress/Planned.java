package dev.mayfly.benchmarks.stress;

/** A failure that a storm wanted. It has no stack trace, being thrown by the thousand. */
final class Planned extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Planned(String message) {
        super(message, null, false, false);
    }
}
