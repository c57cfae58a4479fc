package dev.mayfly.jobs.model;

import java.time.Instant;

/**
 * One line that a job wrote.
 *
 * @param index counted from 0 over the job's whole life, also over lines dropped since
 * @param attempt the attempt that wrote it, counted from 1
 * @param at when it was written
 * @param text the line, at most 4 000 characters
 */
public record LogLine(long index, int attempt, Instant at, String text) {

    private static final int LONGEST = 4_000;

    /** Cuts a line that is too long. */
    public LogLine {
        text = Texts.shorten(text, LONGEST);
    }
}
