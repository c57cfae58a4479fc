package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.LogLine;

import java.util.List;

/**
 * A part of a job's log.
 *
 * @param lines oldest first
 * @param dropped how many lines of the whole log are gone, the oldest ones
 * @param next the index to ask for next, whether or not there is such a line yet
 */
public record LogPage(List<LogLine> lines, long dropped, long next) {

    /** Copies the list. */
    public LogPage {
        lines = List.copyOf(lines);
    }
}
