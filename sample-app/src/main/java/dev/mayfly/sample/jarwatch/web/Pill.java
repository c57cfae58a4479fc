package dev.mayfly.sample.jarwatch.web;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.sample.jarwatch.jdk.ApiRisk;

/**
 * A state as the design system shows it: a glyph and a word in the state's colour.
 *
 * @param label the word
 * @param icon the glyph's name in the console's sprite
 * @param css the class that gives the colour
 * @param moving whether the glyph turns
 */
record Pill(String label, String icon, String css, boolean moving) {

    static Pill of(JobState state) {
        return switch (state) {
            case READY, ASSIGNED -> new Pill("waiting to start", "ready", "t-line", false);
            case BLOCKED -> new Pill("waits for others", "waiting", "t-wait", false);
            case SCHEDULED -> new Pill("scheduled", "later", "t-later", false);
            case RUNNING -> new Pill("running", "running", "t-alive", true);
            case AWAITING_RETRY -> new Pill("awaiting retry", "retry", "t-retry", false);
            case AWAITING_SIGNAL -> new Pill("waits for a signal", "waiting", "t-line", false);
            case SUCCEEDED -> new Pill("finished", "done", "t-done", false);
            case FAILED -> new Pill("failed", "failed", "t-fail", false);
            case CANCELLED -> new Pill("cancelled", "cancelled", "t-over", false);
        };
    }

    static Pill of(ApiRisk.Horizon horizon) {
        return switch (horizon) {
            case NOW -> new Pill("breaks now", "failed", "t-fail", false);
            case LATER -> new Pill("will break", "warn", "t-retry", false);
            case WATCH -> new Pill("unsupported", "info", "t-line", false);
        };
    }
}
