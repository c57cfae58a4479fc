package dev.mayfly.console.web;

import static java.util.Map.entry;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.view.Shell.Notice;
import dev.mayfly.console.view.Tone;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** What the page that follows an action says of it. */
final class Notices {
    private static final int LONGEST_COUNT = 12;

    private static final Map<String, Notice> NOTICES =
            Map.ofEntries(
                    entry("cancel", over("The job was asked to stop.")),
                    entry("signal", done("The signal was sent.")),
                    entry("retry", done("The job is ready again.")),
                    entry(
                            "retry-from-the-start",
                            done("The job is ready again, and has forgotten its steps.")),
                    entry("pause", new Notice("The queue is paused.", Tone.RETRY, "paused")),
                    entry("resume", done("The queue is running again.")),
                    entry("limit", done("The limits are set, on all nodes within a second.")),
                    entry("same", new Notice("These limits hold already.", Tone.WAIT, "info")),
                    entry("reset", done("The limits are those of the configuration again.")),
                    entry(
                            "pause-recurring",
                            new Notice("The recurring job is paused.", Tone.RETRY, "paused")),
                    entry("resume-recurring", done("The recurring job goes on at its next time.")),
                    entry("run-recurring", done("This run was submitted.")),
                    entry(
                            "many",
                            new Notice(
                                    "There are many jobs: it goes on, also if this page is closed.",
                                    Tone.ALIVE,
                                    "running")),
                    entry(
                            "unchanged",
                            new Notice(
                                    "Nothing was changed: somebody was faster.",
                                    Tone.WAIT,
                                    "info")));

    private Notices() {}

    /**
     * The notice of an action.
     *
     * @param query the address: what was {@code done}, with how many jobs by {@code count}, and
     *     with how many nothing by {@code rest}
     * @return null for none
     */
    static @Nullable Notice of(Query query) {
        String action = query.first("done");
        String count = query.first("count");
        String rest = query.first("rest");
        return switch (action) {
            case "retry-all", "retry-ticked" ->
                    counted(count, " is ready again.", " are ready again.", rest, true);
            case "retry-from-the-start-all", "retry-from-the-start-ticked" ->
                    counted(
                            count,
                            " is ready again, and has forgotten its steps.",
                            " are ready again, and have forgotten their steps.",
                            rest,
                            true);
            case "cancel-all", "cancel-ticked" ->
                    counted(count, " was asked to stop.", " were asked to stop.", rest, false);
            default -> NOTICES.get(action);
        };
    }

    private static @Nullable Notice counted(
            String count, String one, String many, String rest, boolean good) {
        if (!isCount(count)) {
            return null;
        }
        String text = jobs(count, one, many) + rest(rest);
        return good ? done(text) : over(text);
    }

    /** Of those that were ticked, what was no longer in a state for it. */
    private static String rest(String rest) {
        return !isCount(rest) || Long.parseLong(rest) == 0
                ? ""
                : " "
                        + jobs(
                                rest,
                                " had moved on and stays as it is.",
                                " had moved on and stay as they are.");
    }

    private static String jobs(String count, String one, String many) {
        long jobs = Long.parseLong(count);
        return Words.count(jobs) + (jobs == 1 ? " job" + one : " jobs" + many);
    }

    private static boolean isCount(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_COUNT
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Notice done(String text) {
        return new Notice(text, Tone.DONE, "done");
    }

    private static Notice over(String text) {
        return new Notice(text, Tone.OVER, "cancelled");
    }
}
