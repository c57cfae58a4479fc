package dev.mayfly.console.source.part;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.view.Problem;
import dev.mayfly.console.view.Tone;
import dev.mayfly.jobs.model.Pause;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/** What is said of queues that are paused. */
public final class PauseParts {

    private static final String HERE = "on this node only, by its configuration or in code";

    /**
     * A queue that is paused.
     *
     * @param queue its name
     * @param pause who paused it and why; absent where only this node holds it back
     * @param waiting how many wait in it
     */
    public record Paused(String queue, @Nullable Pause pause, long waiting) {

        private String words() {
            return queue
                    + (pause == null
                            ? " " + HERE
                            : " by " + pause.by() + " (" + pause.reason() + ")");
        }
    }

    private PauseParts() {}

    /**
     * On the page of a queue that is paused.
     *
     * @param pause who paused it and why; absent where only this node holds it back
     * @return what is so and what it means
     */
    public static Problem ofQueue(@Nullable Pause pause) {
        String means = "Nothing starts until it is resumed. What runs, ends.";
        return pause == null
                ? new Problem(Tone.RETRY, "paused", "Paused " + HERE + ".", means)
                : new Problem(
                        Tone.RETRY,
                        "paused",
                        "Paused by " + pause.by(),
                        pause.since(),
                        sentence(pause.reason()) + means);
    }

    /**
     * On the overview: all queues that are paused, in one place.
     *
     * @param queues at least one
     * @return which, by whom, and what waits for it
     */
    public static Problem ofQueues(List<Paused> queues) {
        long waits = queues.stream().mapToLong(Paused::waiting).sum();
        String waiting =
                waits == 0
                        ? "Nothing is waiting there."
                        : Words.count(waits) + " waiting; nothing starts until it is resumed.";
        Paused first = queues.getFirst();
        Pause pause = first.pause();
        if (queues.size() > 1) {
            String all = queues.stream().map(Paused::words).collect(Collectors.joining("; "));
            return new Problem(
                    Tone.RETRY,
                    "paused",
                    queues.size() + " queues are paused.",
                    all + ". " + waiting);
        }
        return pause == null
                ? new Problem(
                        Tone.RETRY,
                        "paused",
                        "Queue " + first.queue() + " is paused " + HERE + ".",
                        waiting)
                : new Problem(
                        Tone.RETRY,
                        "paused",
                        "Queue " + first.queue() + " was paused by " + pause.by(),
                        pause.since(),
                        sentence(pause.reason()) + waiting);
    }

    /** A reason as a sentence, so that another can follow it. */
    private static String sentence(String reason) {
        char last = reason.charAt(reason.length() - 1);
        return reason + (last == '.' || last == '!' || last == '?' ? " " : ". ");
    }
}
