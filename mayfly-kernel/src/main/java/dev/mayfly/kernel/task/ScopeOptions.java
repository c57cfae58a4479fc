package dev.mayfly.kernel.task;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * How a {@link TaskScope} treats its subtasks.
 *
 * @param name shown on screens and in errors
 * @param joiner when it is done
 * @param timeout the most time from its opening, for instance {@code Duration.ofSeconds(5)}; past
 *     it the subtasks are cancelled; null for no limit
 */
public record ScopeOptions(String name, Joiner joiner, @Nullable Duration timeout) {

    /** When a scope is done; the names say what {@link TaskScope#join()} waits for. */
    public enum Joiner {
        /** All have succeeded. The first that does not cancels the others, and the join throws. */
        ALL_SUCCESSFUL,
        /** One has succeeded, which cancels the others. If none does, the join throws. */
        ANY_SUCCESSFUL,
        /** All have ended, however. */
        ALL
    }

    /** Name {@code scope}, all successful, no limit. */
    public static final ScopeOptions DEFAULTS =
            new ScopeOptions("scope", Joiner.ALL_SUCCESSFUL, null);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the name is blank or the time-out not positive
     */
    public ScopeOptions {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a scope's name must not be blank");
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "time-out " + timeout + " of scope " + name + " is not positive");
        }
    }

    /**
     * Options with a name, all successful and no limit.
     *
     * @param name shown on screens and in errors
     * @return the options
     */
    public static ScopeOptions named(String name) {
        return new ScopeOptions(name, Joiner.ALL_SUCCESSFUL, null);
    }

    /**
     * These options with another joiner.
     *
     * @param joiner when the scope is done
     * @return a copy
     */
    public ScopeOptions withJoiner(Joiner joiner) {
        return new ScopeOptions(name, joiner, timeout);
    }

    /**
     * These options with a time-out.
     *
     * @param timeout the most time from its opening
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public ScopeOptions withTimeout(Duration timeout) {
        return new ScopeOptions(name, joiner, timeout);
    }
}
