package dev.mayfly.console.view;

import dev.mayfly.console.view.chart.RunHistory;
import dev.mayfly.jobs.model.Pause;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The models of the page of recurring jobs.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class RecurringList {

    private RecurringList() {}

    /**
     * One recurring job.
     *
     * @param id the element's id
     * @param name the recurring job's name
     * @param job the name of the job it submits, and its queue
     * @param schedule the rule as written
     * @param zone the time zone or {@code fixed rate}
     * @param rules what becomes of runs that come at a bad time, in words
     * @param next the next run, absent while there is none
     * @param then the runs after that
     * @param nextNote what to say beside or instead of it
     * @param pause why there is none, absent unless it is paused
     * @param resumed who ended the last pause, absent once it has run since
     * @param last what became of the last run, absent when it never ran or is no longer kept
     * @param lastNote what to say beside or instead of it
     * @param lastAt when the last run was due, absent when it never ran
     * @param lastHref the last run's job page, absent when it never ran
     * @param history the last runs, absent where there are too few to compare
     * @param pill its state
     * @param actions run now, where it can be, and pause or resume
     */
    public record Row(
            String id,
            String name,
            String job,
            String schedule,
            String zone,
            List<String> rules,
            @Nullable Instant next,
            List<Instant> then,
            String nextNote,
            @Nullable Pause pause,
            Pause.@Nullable End resumed,
            @Nullable StatePill last,
            String lastNote,
            @Nullable Instant lastAt,
            @Nullable String lastHref,
            @Nullable RunHistory history,
            StatePill pill,
            List<Action> actions) {}

    /**
     * All recurring jobs.
     *
     * @param rows in the order of their names
     * @param empty what to say when there is none; absent when there are rows
     */
    public record Rows(List<Row> rows, @Nullable Empty empty) {}
}
