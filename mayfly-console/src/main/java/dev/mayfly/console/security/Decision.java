package dev.mayfly.console.security;

import org.jspecify.annotations.Nullable;

/** What the policy says. */
public sealed interface Decision {

    /**
     * Go on.
     *
     * @param rights what the reader may do
     */
    record Allowed(Rights rights) implements Decision {}

    /**
     * No.
     *
     * @param status the HTTP status
     * @param title what is so
     * @param text why, and what to do
     * @param fix the configuration that would allow it; null when none would
     */
    record Refused(int status, String title, String text, @Nullable String fix)
            implements Decision {}
}
