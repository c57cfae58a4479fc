package dev.mayfly.console.source.part;

import dev.mayfly.console.render.Words;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.schedule.RecurringRules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the page of recurring jobs says of their rules and their next runs. */
public final class RecurringRuleParts {

    /** Beside the next one. */
    private static final int MORE_RUNS = 2;

    private RecurringRuleParts() {}

    /**
     * What becomes of runs that come at a bad time.
     *
     * @param rules the rules
     * @return a few words for each rule
     */
    public static List<String> words(RecurringRules rules) {
        List<String> words = new ArrayList<>();
        words.add(
                switch (rules.overlap()) {
                    case SKIP -> "Left out while the last one runs";
                    case BUFFER_ONE -> "One waits while the last one runs";
                    case BUFFER_ALL -> "All wait for their turn";
                    case CANCEL_OTHER -> "Cancels the last one if it runs";
                    case ALLOW_ALL -> "Runs beside the last one";
                });
        words.add(missed(rules));
        if (!rules.spread().isZero()) {
            words.add("Spread over " + Words.duration(rules.spread()));
        }
        return List.copyOf(words);
    }

    private static String missed(RecurringRules rules) {
        String within =
                rules.catchUpWindow().equals(RecurringRules.DEFAULT.catchUpWindow())
                        ? ""
                        : ", within " + Words.duration(rules.catchUpWindow());
        return switch (rules.catchUp()) {
            case LATEST -> "Missed: one run for all" + within;
            case ALL -> "Missed: each is made up for" + within;
            case NONE -> "Missed: not made up for";
        };
    }

    /**
     * The runs after the next one.
     *
     * @param job the recurring job
     * @return when they start, in order; fewer, or none, where the schedule ends
     */
    public static List<Instant> then(RecurringJob job) {
        Instant next = job.nextRun();
        return next == null
                ? List.of()
                : job.schedule().next(next, MORE_RUNS).stream()
                        .map(run -> job.rules().start(job.id(), run))
                        .toList();
    }
}
