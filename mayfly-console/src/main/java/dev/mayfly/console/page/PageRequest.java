package dev.mayfly.console.page;

import dev.mayfly.console.audit.AuditQuery;
import dev.mayfly.console.filter.FilterReader;
import dev.mayfly.console.filter.JobFilter;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A page as its address asks for it, already checked.
 *
 * <p>The address is relative to the console's path: {@code /}, {@code
 * /jobs?queue=x&state=failed&name=y&batch=z&q=error:timeout}, where {@code q} is what somebody has
 * typed, {@code /bulk?verb=retry&state=failed}, {@code /ticked?verb=retry&job=ID}, {@code
 * /jobs/ID}, {@code /recurring}, {@code /agents}, {@code /tasks}, {@code /tasks/tree}, {@code
 * /tasks/timeline?by=queues&span=60s}, {@code /problems}, {@code /audit?actor=ada}.
 */
public sealed interface PageRequest {

    /** The longest text a query parameter may have. */
    int LONGEST_PARAMETER = 512;

    /** The longest filter: what is typed in 400 characters may need as many again in quotes. */
    int LONGEST_FILTER = 1_024;

    /** Parameters that may be longer than others. */
    Map<String, Integer> LONGEST =
            Map.of("q", LONGEST_FILTER, TickedJobs.PARAMETER, TickedJobs.LONGEST);

    /** The overview. */
    record Overview() implements PageRequest {
        @Override
        public String address() {
            return "/";
        }
    }

    /**
     * A list of jobs, newest first.
     *
     * @param filter which jobs
     * @param after where the page before ended, as the store wrote it; absent for the first page
     */
    record JobList(JobFilter filter, @Nullable String after) implements PageRequest {

        /** All jobs. */
        public static final JobList ALL = new JobList(JobFilter.ALL, null);

        /**
         * The first page of another list.
         *
         * @param filter which jobs
         * @return a copy
         */
        public JobList withFilter(JobFilter filter) {
            return new JobList(filter, null);
        }

        /**
         * The first page of this list for another queue.
         *
         * @param queue the queue's name, absent for all
         * @return a copy
         */
        public JobList withQueue(@Nullable String queue) {
            return withFilter(filter.withQueue(queue));
        }

        /**
         * The first page of this list for another state.
         *
         * @param state the state, absent for all
         * @return a copy
         */
        public JobList withState(@Nullable JobState state) {
            return withFilter(filter.withStates(state == null ? Set.of() : Set.of(state)));
        }

        /**
         * The first page of this list for jobs of another name.
         *
         * @param name the job's whole name, absent for all
         * @return a copy
         */
        public JobList withName(@Nullable String name) {
            return withFilter(filter.withName(name));
        }

        /**
         * The first page of this list for the jobs of a batch.
         *
         * @param batch the batch's id, absent for all
         * @return a copy
         */
        public JobList withBatch(@Nullable String batch) {
            return withFilter(filter.withBatch(batch));
        }

        /**
         * Another page of this list.
         *
         * @param after where the page before ended, absent for the first page
         * @return a copy
         */
        public JobList withAfter(@Nullable String after) {
            return new JobList(filter, after);
        }

        /**
         * The queue whose list this is.
         *
         * @return its name, null for all
         */
        public @Nullable String queue() {
            return filter.queue();
        }

        /**
         * The one state that the list shows.
         *
         * @return null where it shows several or all
         */
        public @Nullable JobState state() {
            return filter.states().size() == 1 ? filter.states().iterator().next() : null;
        }

        /**
         * The name that all jobs of the list have.
         *
         * @return null for all
         */
        public @Nullable String name() {
            return filter.name();
        }

        /**
         * The batch whose list this is.
         *
         * @return its id, null for all
         */
        public @Nullable String batch() {
            return filter.batch();
        }

        /**
         * What the store is asked for, whatever the page. What people act upon must be {@linkplain
         * JobFilter#isExact exact}.
         *
         * @return the filters as a query
         * @throws IllegalStateException if they are not exact
         */
        public JobQuery query() {
            if (!filter.isExact()) {
                throw new IllegalStateException(
                        "the filter \"" + filter.typed() + "\" means other jobs at other times");
            }
            return filter.query(Instant.EPOCH, ZoneOffset.UTC);
        }

        /**
         * The parameters of its address.
         *
         * @return their values by their names, in the order of display; parsing them gives an equal
         *     list
         */
        public Map<String, String> parameters() {
            Map<String, String> all = new LinkedHashMap<>();
            JobState state = state();
            Links.put(all, "queue", queue());
            Links.put(all, "state", state == null ? null : state.name().toLowerCase(Locale.ROOT));
            Links.put(all, "name", name());
            Links.put(all, "batch", batch());
            Links.put(all, "q", filter.rest());
            Links.put(all, "after", after);
            return all;
        }

        @Override
        public String address() {
            StringBuilder address = new StringBuilder("/jobs");
            addTo(address);
            return address.toString();
        }

        void addTo(StringBuilder address) {
            parameters().forEach((name, value) -> Links.parameter(address, name, value));
        }
    }

    /**
     * The question whether all jobs of a list are meant.
     *
     * @param verb what is to be done with them
     * @param list which jobs
     */
    record Bulk(Verb verb, JobList list) implements PageRequest {

        /** What can be done with many jobs. */
        public enum Verb {
            /** Those that have failed or were cancelled become ready again. */
            RETRY,
            /** Those that have not ended are asked to end. */
            CANCEL;

            /**
             * The verb as addresses have it.
             *
             * @return {@code retry} or {@code cancel}
             */
            public String path() {
                return name().toLowerCase(Locale.ROOT);
            }

            /**
             * Whether jobs of a state can be meant.
             *
             * @param state the state
             * @return true if something would be done with them
             */
            public boolean concerns(JobState state) {
                return switch (this) {
                    case RETRY -> state == JobState.FAILED || state == JobState.CANCELLED;
                    case CANCEL -> !state.isTerminal();
                };
            }
        }

        @Override
        public String address() {
            StringBuilder address = new StringBuilder("/bulk");
            Links.parameter(address, "verb", verb.path());
            list.withAfter(null).addTo(address);
            return address.toString();
        }
    }

    /**
     * The question whether the jobs are meant whose rows were ticked in a list.
     *
     * @param verb what is to be done with them
     * @param jobs which jobs
     * @param list where their rows were ticked
     */
    record Ticked(Bulk.Verb verb, TickedJobs jobs, JobList list) implements PageRequest {
        @Override
        public String address() {
            StringBuilder address = new StringBuilder("/ticked");
            Links.parameter(address, "verb", verb.path());
            Links.parameter(address, TickedJobs.PARAMETER, jobs.text());
            list.addTo(address);
            return address.toString();
        }
    }

    /**
     * One job.
     *
     * @param id the job's id
     */
    record JobDetail(JobId id) implements PageRequest {
        @Override
        public String address() {
            return "/jobs/" + id.value();
        }
    }

    /** The recurring jobs. */
    record Recurring() implements PageRequest {
        @Override
        public String address() {
            return "/recurring";
        }
    }

    /** The agents. */
    record Agents() implements PageRequest {
        @Override
        public String address() {
            return "/agents";
        }
    }

    /** The kernel's tasks. */
    record Tasks() implements PageRequest {
        @Override
        public String address() {
            return "/tasks";
        }
    }

    /** The kernel's tasks below their supervisors, parents and scopes. */
    record TaskTree() implements PageRequest {
        @Override
        public String address() {
            return "/tasks/tree";
        }
    }

    /**
     * What ran when.
     *
     * @param window which stretch of time, and in which lanes
     */
    record Timeline(TimeWindow window) implements PageRequest {
        @Override
        public String address() {
            return "/tasks/timeline" + window.query();
        }
    }

    /** What is wrong, and what was. */
    record Problems() implements PageRequest {
        @Override
        public String address() {
            return "/problems";
        }
    }

    /**
     * Who did what in the console.
     *
     * @param actor a part of the user's name, absent for all
     * @param action the action, absent for all
     * @param target a part of what it was about, absent for all
     */
    record Audit(@Nullable String actor, @Nullable String action, @Nullable String target)
            implements PageRequest {

        /** All that is kept. */
        public static final Audit ALL = new Audit(null, null, null);

        /**
         * What the trail is asked for.
         *
         * @return the filters as a query
         */
        public AuditQuery query() {
            return new AuditQuery(actor, action, target);
        }

        @Override
        public String address() {
            StringBuilder address = new StringBuilder("/audit");
            Links.parameter(address, "actor", actor);
            Links.parameter(address, "action", action);
            Links.parameter(address, "target", target);
            return address.toString();
        }
    }

    /**
     * The page's address relative to the console's path; parsing it gives an equal page.
     *
     * @return for instance {@code /jobs?queue=mail}
     */
    String address();

    /**
     * Reads an address with its query in one text, as the live stream names pages.
     *
     * @param address for instance {@code /jobs?queue=mail}
     * @return the page, empty when there is none of this address
     */
    static Optional<PageRequest> parse(String address) {
        int question = address.indexOf('?');
        if (question < 0) {
            return parse(address, Map.of());
        }
        Map<String, String> query = new HashMap<>();
        for (String pair : address.substring(question + 1).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    query.put(
                            pair.substring(0, equals),
                            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException malformed) {
                    return Optional.empty();
                }
            }
        }
        return parse(address.substring(0, question), query);
    }

    /**
     * Reads an address.
     *
     * @param path the path below the console's
     * @param query the query's parameters; unknown ones are ignored
     * @return the page, empty when there is none of this address
     */
    static Optional<PageRequest> parse(String path, Map<String, String> query) {
        if (query.entrySet().stream().anyMatch(PageRequest::isTooLong)) {
            return Optional.empty();
        }
        return switch (path) {
            case "", "/" -> Optional.of(new Overview());
            case "/jobs" -> jobs(query).<PageRequest>map(list -> list);
            case "/bulk" ->
                    jobs(query)
                            .filter(list -> list.filter().unread() == null)
                            .flatMap(list ->
                                    verb(query).map(it -> new Bulk(it, list.withAfter(null))));
            case "/ticked" ->
                    jobs(query)
                            .flatMap(list ->
                                    verb(query)
                                            .map(it -> new Ticked(it, TickedJobs.in(query), list)));
            case "/recurring" -> Optional.of(new Recurring());
            case "/agents" -> Optional.of(new Agents());
            case "/tasks" -> Optional.of(new Tasks());
            case "/tasks/tree" -> Optional.of(new TaskTree());
            case "/tasks/timeline" -> TimeWindow.parse(query).map(Timeline::new);
            case "/problems" -> Optional.of(new Problems());
            case "/audit" ->
                    Optional.of(
                            new Audit(
                                    strippedToNull(query.get("actor")),
                                    strippedToNull(query.get("action")),
                                    strippedToNull(query.get("target"))));
            default ->
                    path.startsWith("/jobs/")
                            ? job(path.substring("/jobs/".length()))
                            : Optional.empty();
        };
    }

    private static boolean isTooLong(Map.Entry<String, String> parameter) {
        int longest = LONGEST.getOrDefault(parameter.getKey(), LONGEST_PARAMETER);
        return parameter.getValue().length() > longest;
    }

    private static Optional<Bulk.Verb> verb(Map<String, String> query) {
        return Arrays.stream(Bulk.Verb.values())
                .filter(verb -> verb.path().equals(query.get("verb")))
                .findFirst();
    }

    private static Optional<JobList> jobs(Map<String, String> query) {
        String state = query.get("state");
        String typed = query.get("q");
        try {
            JobFilter filter =
                    JobFilter.ALL
                            .withQueue(blankToNull(query.get("queue")))
                            .withStates(
                                    state == null || state.isEmpty()
                                            ? Set.of()
                                            : Set.of(
                                                    JobState.valueOf(
                                                            state.toUpperCase(Locale.ROOT))))
                            .withName(strippedToNull(query.get("name")))
                            .withBatch(blankToNull(query.get("batch")));
            return Optional.of(
                    new JobList(
                            typed == null || typed.isBlank()
                                    ? filter
                                    : FilterReader.read(filter, typed),
                            blankToNull(query.get("after"))));
        } catch (IllegalArgumentException unknownState) {
            return Optional.empty();
        }
    }

    private static Optional<PageRequest> job(String id) {
        try {
            return Optional.of(new JobDetail(new JobId(id)));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }

    /** What is typed into a field comes with the blanks of whatever it was copied from. */
    private static @Nullable String strippedToNull(@Nullable String text) {
        return text == null ? null : blankToNull(text.strip());
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
