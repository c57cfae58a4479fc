package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * Something the reader should know before anything else on the page.
 *
 * @param tone how bad it is
 * @param icon the id of the glyph in {@code icons.svg}
 * @param what what is so, one sentence; without its end where a time follows
 * @param since since when, absent where nobody knows
 * @param advice why, and what to do about it
 * @param href where its evidence is, absent where all is said
 * @param mends what the reader can do about it here
 * @param ways where something can be done about it, or more is said
 */
public record Problem(
        Tone tone,
        String icon,
        String what,
        @Nullable Instant since,
        String advice,
        @Nullable String href,
        List<Action> mends,
        List<Way> ways) {

    /**
     * Somewhere to go from here.
     *
     * @param label the button's words
     * @param href its address
     */
    public record Way(String label, String href) {}

    /** Copies the lists. */
    public Problem {
        mends = List.copyOf(mends);
        ways = List.copyOf(ways);
    }

    /**
     * A problem about which nothing can be done here.
     *
     * @param tone how bad it is
     * @param icon the id of the glyph
     * @param what what is so, one sentence; without its end where a time follows
     * @param since since when, absent where nobody knows
     * @param advice why, and what to do about it
     * @param href where its evidence is, absent where all is said
     */
    public Problem(
            Tone tone,
            String icon,
            String what,
            @Nullable Instant since,
            String advice,
            @Nullable String href) {
        this(tone, icon, what, since, advice, href, List.of(), List.of());
    }

    /**
     * This problem with what mends it.
     *
     * @param mends what the reader can do about it here
     * @param ways where something can be done about it
     * @return a copy
     */
    public Problem mendedBy(List<Action> mends, List<Way> ways) {
        return new Problem(tone, icon, what, since, advice, href, mends, ways);
    }

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
