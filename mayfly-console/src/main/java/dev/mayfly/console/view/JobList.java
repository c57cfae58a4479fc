package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A list of jobs, of one queue or of all.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class JobList {

    private JobList() {}

    /**
     * The head of the page.
     *
     * @param title the queue's name, or "All jobs"
     * @param queue the queue's card, absent for all jobs
     * @param facts what the queue is set to
     * @param action pause or resume, absent for all jobs
     * @param problem why nothing moves, absent while it does
     */
    public record Head(
            String title,
            @Nullable QueueCard queue,
            List<String> facts,
            @Nullable Action action,
            @Nullable Problem problem) {}

    /**
     * A filter with its count.
     *
     * @param label the state in words
     * @param pill its glyph and colour, absent for "all"
     * @param count how many there are, formatted; empty where nobody knows
     * @param href the list with this filter
     * @param current whether this is the filter in use
     */
    public record Filter(
            String label, @Nullable StatePill pill, String count, String href, boolean current) {}

    /**
     * The field that asks for a name. It is sent as an ordinary form, so it works without scripts.
     *
     * @param href where it is sent
     * @param queue the queue to stay in, absent for all
     * @param state the state to stay with, absent for all
     * @param batch the batch to stay in, absent for all
     * @param name what is looked for now, empty for all
     * @param names the names to suggest
     * @param clear the list without the name, absent when there is none
     */
    public record Search(
            String href,
            @Nullable String queue,
            @Nullable String state,
            @Nullable String batch,
            String name,
            List<String> names,
            @Nullable String clear) {}

    /**
     * All filters.
     *
     * @param filters in the order of a job's life
     */
    public record Filters(List<Filter> filters) {}

    /**
     * The rows.
     *
     * @param rows newest first
     * @param showQueue whether the queue is named in each row
     * @param empty what to say when there is no row; absent when there are rows
     */
    public record Rows(List<JobRow> rows, boolean showQueue, @Nullable Empty empty) {}

    /**
     * Where to go from here.
     *
     * @param newest the first page's address, absent on the first page
     * @param older the next page's address, absent on the last page
     * @param note what is shown, in words
     */
    public record Pager(@Nullable String newest, @Nullable String older, String note) {}

    /**
     * What a queue promises.
     *
     * @param rows one for each promise
     */
    public record Promises(List<Promise> rows) {}

    /**
     * One promise.
     *
     * @param what of what, for instance {@code Delivery}
     * @param value what is promised
     * @param because why
     */
    public record Promise(String what, String value, String because) {}
}
