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
     * @param title the queue's name, the batch's, or "All jobs"
     * @param crumb what the page shows: {@code Queue} or {@code Batch}; empty for all jobs
     * @param facts what the queue is set to
     * @param actions what can be done with the queue or the batch
     * @param problem why nothing moves, absent while it does
     * @param queue the queue's card, absent unless it is a queue's list
     * @param limits the queue's limits to be changed, absent unless it is a queue's list
     * @param batch how the batch stands, absent unless it is a batch's list
     */
    public record Head(
            String title,
            String crumb,
            List<String> facts,
            List<Action> actions,
            @Nullable Problem problem,
            @Nullable QueueCard queue,
            @Nullable Limits limits,
            @Nullable Batch batch) {

        /**
         * A head of nothing but words.
         *
         * @param title what is listed
         * @param crumb what the page shows, empty for all jobs
         * @param facts about it
         * @param problem what is wrong, absent for nothing
         */
        public Head(String title, String crumb, List<String> facts, @Nullable Problem problem) {
            this(title, crumb, facts, List.of(), problem, null, null, null);
        }
    }

    /**
     * The form that sets a queue's limits. An empty field is no limit, and for each node what that
     * node is configured to.
     *
     * @param href where it is sent
     * @param reset where to go back to the configuration is sent; absent while its limits hold
     * @param perNode how many run at once on each node
     * @param global how many run at once on all nodes
     * @param perKey how many of one key run at once
     * @param perKeyFixed why the one before cannot be changed, absent where it can
     * @param permits how many start within the period
     * @param period the period, as it is written in a configuration
     * @param burst how many start at once after a rest
     * @param here what holds on this node while there is no limit for each node
     * @param engines that this node has
     * @param engine where its jobs run, absent for what each node is configured to
     * @param priority of jobs that ask for none
     * @param priorityHere what holds on this node while there is none
     * @param refusal why it is not allowed, absent when it is
     */
    public record Limits(
            String href,
            @Nullable String reset,
            String perNode,
            String global,
            String perKey,
            @Nullable String perKeyFixed,
            String permits,
            String period,
            String burst,
            String here,
            List<String> engines,
            @Nullable String engine,
            String priority,
            String priorityHere,
            @Nullable String refusal) {}

    /**
     * How a batch stands.
     *
     * @param parts the stretches of its bar, from left to right, with their counts
     * @param summary the same in words
     * @param next the jobs that run after it
     */
    public record Batch(List<Part> parts, String summary, List<Next> next) {}

    /**
     * Some of a batch's jobs.
     *
     * @param pill what has become of them
     * @param count how many, formatted
     * @param css the class of the stretch's colour
     * @param x where the stretch begins, in per mille of the bar
     * @param width how wide it is; 0 for none
     * @param href the list of them
     */
    public record Part(
            StatePill pill, String count, String css, double x, double width, String href) {}

    /**
     * A job that runs after a batch.
     *
     * @param when when it runs
     * @param name its name
     * @param href its page
     * @param pill its state
     */
    public record Next(String when, String name, String href, StatePill pill) {}

    /**
     * What can be done with all jobs of the list.
     *
     * @param offers in the order of display; none where there is nothing to do
     */
    public record BulkOffers(List<BulkOffer> offers) {}

    /**
     * Leads to the question whether all jobs of the list are meant.
     *
     * @param label the button's words
     * @param icon the id of its glyph
     * @param href the question's page
     * @param danger whether work is stopped by it
     * @param refusal why it is not allowed, absent when it is
     */
    public record BulkOffer(
            String label, String icon, String href, boolean danger, @Nullable String refusal) {}

    /**
     * The question whether all jobs of a list are meant.
     *
     * @param title the question, with the count
     * @param sentence what will happen
     * @param filters which jobs are meant
     * @param href where the answer is sent
     * @param verb the confirming button's words; absent where there is nothing to do
     * @param fresh whether the reader is asked if steps are to be forgotten
     * @param danger whether work is stopped by it
     * @param back the list
     * @param refusal why it is not allowed, absent when it is
     * @param jobs the ids of the jobs that are meant; absent where the address says which
     */
    public record Bulk(
            String title,
            String sentence,
            List<JobDetail.Fact> filters,
            String href,
            @Nullable String verb,
            boolean fresh,
            boolean danger,
            String back,
            @Nullable String refusal,
            @Nullable String jobs) {}

    /**
     * The form that takes the rows that are ticked.
     *
     * @param href where it is sent
     * @param fields the list's own parameters, so that there is a way back
     * @param rows whether there is a row to be ticked
     * @param most how many can be ticked at once
     */
    public record Ticks(String href, List<Field> fields, boolean rows, int most) {}

    /**
     * A hidden field.
     *
     * @param name its name
     * @param value its value
     */
    public record Field(String name, String value) {}

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
     * The field that asks which jobs are meant. It is sent as an ordinary form, so it works without
     * scripts.
     *
     * @param href where it is sent
     * @param typed what is looked for now, empty for all
     * @param clear the list of all jobs, absent while it is that
     * @param mistakes what is wrong with what is typed, a sentence each; none if nothing is
     * @param note what the list has beside what was meant; absent for nothing
     */
    public record Search(
            String href,
            String typed,
            @Nullable String clear,
            List<String> mistakes,
            @Nullable String note) {}

    /**
     * What could be typed into the field.
     *
     * @param all in the order in which they are suggested
     */
    public record Suggestions(List<Suggestion> all) {
        /** Copies the list. */
        public Suggestions {
            all = List.copyOf(all);
        }
    }

    /**
     * Something that could be typed.
     *
     * @param typed a condition, or its beginning
     * @param hint what it means; empty where it says so itself
     */
    public record Suggestion(String typed, String hint) {}

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
     * @param ticks whether rows can be ticked
     */
    public record Rows(
            List<JobRow> rows, boolean showQueue, @Nullable Empty empty, boolean ticks) {}

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
     * @param title which queue, for instance {@code What this queue promises}
     * @param rows one for each promise
     */
    public record Promises(String title, List<Promise> rows) {}

    /**
     * One promise.
     *
     * @param what of what, for instance {@code Delivery}
     * @param value what is promised
     * @param because why
     */
    public record Promise(String what, String value, String because) {}
}
