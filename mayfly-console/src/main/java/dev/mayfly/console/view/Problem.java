package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Something the reader should know before anything else on the page.
 *
 * @param tone how bad it is
 * @param icon the id of the glyph in {@code icons.svg}
 * @param what what is so, one sentence; without its end where a time follows
 * @param since since when, absent where nobody knows
 * @param advice why, and what to do about it
 * @param href where its evidence is, absent where all is said
 */
public record Problem(
        Tone tone,
        String icon,
        String what,
        @Nullable Instant since,
        String advice,
        @Nullable String href) {

    /**
     * A problem whose evidence is nowhere else.
     *
     * @param tone how bad it is
     * @param icon the id of the glyph
     * @param what what is so, one sentence; without its end where a time follows
     * @param since since when, absent where nobody knows
     * @param advice why, and what to do about it
     */
    public Problem(Tone tone, String icon, String what, @Nullable Instant since, String advice) {
        this(tone, icon, what, since, advice, null);
    }

    /**
     * A problem without a time.
     *
     * @param tone how bad it is
     * @param icon the id of the glyph
     * @param what what is so, one sentence
     * @param advice why, and what to do about it
     */
    public Problem(Tone tone, String icon, String what, String advice) {
        this(tone, icon, what, null, advice);
    }
}
