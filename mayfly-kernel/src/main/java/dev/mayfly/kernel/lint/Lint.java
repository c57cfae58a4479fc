package dev.mayfly.kernel.lint;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Something that is wrong, or was.
 *
 * @param name the rule that found it, for instance {@code carrier-hog}
 * @param finding what was found at the last look that found it
 * @param since since when it is so, wall time
 * @param until when it was gone, wall time; null while it is so
 * @param occurrences at how many looks it was found
 */
public record Lint(
        String name, Finding finding, Instant since, @Nullable Instant until, long occurrences) {

    /**
     * Tells whether it is so now.
     *
     * @return false once it has gone
     */
    public boolean isCurrent() {
        return until == null;
    }
}
