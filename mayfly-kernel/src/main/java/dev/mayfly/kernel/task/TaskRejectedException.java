package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.util.Optional;

/** The scheduler refused a task; nothing was accepted and nothing will run. */
public final class TaskRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * What was reached.
     *
     * @param name the setting, for instance {@code maxLiveTasks}
     * @param value what it is set to
     */
    public record Limit(String name, long value) implements Serializable {}

    private final @Nullable Limit limit;

    /**
     * Creates the refusal.
     *
     * @param message names the limit that was reached and how to raise it, or says that the
     *     scheduler is shutting down
     * @param limit what was reached; null during shutdown
     */
    public TaskRejectedException(String message, @Nullable Limit limit) {
        super(message);
        this.limit = limit;
    }

    /**
     * The limit that was reached.
     *
     * @return its name and value; empty if the scheduler is shutting down
     */
    public Optional<Limit> limit() {
        return Optional.ofNullable(limit);
    }
}
