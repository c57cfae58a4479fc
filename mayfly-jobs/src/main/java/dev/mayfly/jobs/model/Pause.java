package dev.mayfly.jobs.model;

import java.time.Instant;

/**
 * Why a recurring job or a queue does not run, for those who find it so and did not do it.
 *
 * @param reason for people, 1 to 500 characters, not blank
 * @param by who paused it: a user's name, or what else the caller knows of the author; 1 to 200
 *     characters, not blank
 * @param since when
 */
public record Pause(String reason, String by, Instant since) {

    /** The longest reason, in characters. */
    public static final int LONGEST_REASON = 500;

    private static final int LONGEST_AUTHOR = 200;

    /**
     * Checks the texts.
     *
     * @throws IllegalArgumentException if the reason is blank or longer than 500 characters, or the
     *     author blank or longer than 200
     */
    public Pause {
        check("reason of the pause", reason, LONGEST_REASON);
        check("author of the pause", by, LONGEST_AUTHOR);
    }

    /**
     * That a pause was ended.
     *
     * @param by who ended it: a user's name, or what else the caller knows of the author
     * @param at when
     */
    public record End(String by, Instant at) {

        /**
         * Checks the author.
         *
         * @throws IllegalArgumentException if it is blank or longer than 200 characters
         */
        public End {
            checkAuthor(by);
        }
    }

    /**
     * Checks the name of somebody who changes a queue or a recurring job.
     *
     * @param by the name
     * @throws IllegalArgumentException if it is blank or longer than 200 characters
     */
    public static void checkAuthor(String by) {
        check("author", by, LONGEST_AUTHOR);
    }

    private static void check(String what, String text, int longest) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "the " + what + " is blank; others will want to know it");
        }
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    "the "
                            + what
                            + " \""
                            + Texts.shorten(text, 40)
                            + "\", has "
                            + text.length()
                            + " characters; write at most "
                            + longest);
        }
    }
}
