package dev.mayfly.console.source.part;

import dev.mayfly.console.filter.Conditions;
import dev.mayfly.console.state.JobsState;
import dev.mayfly.console.view.JobList;
import dev.mayfly.console.view.JobList.Suggestion;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the filter's field suggests. All of it is in the page: the browser picks out what fits while
 * somebody types, and nobody is asked then. What the application knows is told by {@link #known};
 * what only the jobs on the page have, labels, errors and names that other nodes know, is collected
 * by {@link #seen}, without a question to the store.
 *
 * <p>An instance belongs to one page, and to one thread at a time.
 */
public final class SuggestionParts {
    private static final int MOST_QUEUES = 100;
    private static final int MOST_NAMES = 200;
    private static final int MOST_LABELS = 24;

    /** A label of more values is an id: nobody would look through them. */
    private static final int MOST_VALUES = 12;

    private static final int MOST_SEEN = 24;

    /** Labels of Mayfly's own, which lists do not show. */
    private static final String OWN = "mayfly.";

    private final Map<String, Set<String>> labels = new TreeMap<>();
    private final Set<String> errors = new TreeSet<>();
    private final Set<String> names = new TreeSet<>();

    /** Has seen nothing yet. */
    public SuggestionParts() {}

    /**
     * What can be typed whatever the page shows: qualifiers, states, queues, the names of jobs, and
     * times.
     *
     * @param queues the queues that there are
     * @param jobs whose names
     * @return at most some hundred
     */
    public static JobList.Suggestions known(Set<String> queues, JobsState jobs) {
        List<Suggestion> all = new ArrayList<>();
        Conditions.qualifiers().forEach(each -> all.add(suggestion(each)));
        for (JobState state : JobState.values()) {
            String typed = "state:" + state.name().toLowerCase(Locale.ROOT);
            all.add(new Suggestion(typed, Pills.of(state).label()));
        }
        add(all, queues.stream().sorted().flatMap(SuggestionParts::queue), MOST_QUEUES);
        add(all, jobs.names().stream().flatMap(SuggestionParts::name), MOST_NAMES);
        Conditions.times().forEach(each -> all.add(suggestion(each)));
        return new JobList.Suggestions(all);
    }

    /**
     * What can be typed since the jobs have it that the page has shown. What was seen first is kept
     * up to a bound, so that a list through which jobs rush says less and less that is new.
     *
     * @param jobs what the page shows now
     * @param known the names of jobs that are suggested anyway
     * @return labels, errors and names
     */
    public JobList.Suggestions seen(List<JobRecord> jobs, List<String> known) {
        Set<String> registered = new HashSet<>(known);
        jobs.forEach(job -> see(job, registered));
        List<Suggestion> all = new ArrayList<>();
        add(all, names.stream().flatMap(SuggestionParts::name), MOST_SEEN);
        add(all, errors.stream().flatMap(error -> Conditions.error(error).stream()), MOST_SEEN);
        labels.forEach((key, values) ->
                add(
                        all,
                        values.stream().flatMap(value -> Conditions.label(key, value).stream()),
                        MOST_VALUES));
        return new JobList.Suggestions(all);
    }

    private void see(JobRecord job, Set<String> registered) {
        if (!registered.contains(job.name()) && names.size() < MOST_SEEN) {
            names.add(job.name());
        }
        JobError error = job.error();
        if (error != null && errors.size() < MOST_SEEN) {
            errors.add(simple(error.type()));
        }
        job.envelope().options().labels().entrySet().stream()
                .filter(label -> !label.getKey().startsWith(OWN))
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .forEach(label -> see(label.getKey(), label.getValue()));
    }

    private void see(String key, String value) {
        Set<String> values = labels.get(key);
        if (values == null) {
            if (labels.size() == MOST_LABELS) {
                return;
            }
            values = new TreeSet<>();
            labels.put(key, values);
        }
        if (values.size() < MOST_VALUES) {
            values.add(value);
        }
    }

    private static Stream<String> queue(String name) {
        return Conditions.queue(name).stream();
    }

    private static Stream<String> name(String name) {
        return Conditions.name(name).stream();
    }

    /** The part of a class's name that people know it by. */
    private static String simple(String type) {
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    private static void add(List<Suggestion> all, Stream<String> typed, int most) {
        typed.limit(most).forEach(each -> all.add(new Suggestion(each, "")));
    }

    private static Suggestion suggestion(Conditions.Condition condition) {
        return new Suggestion(condition.typed(), condition.hint());
    }
}
