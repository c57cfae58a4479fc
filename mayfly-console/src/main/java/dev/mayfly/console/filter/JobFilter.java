package dev.mayfly.console.filter;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobQuery;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which jobs are meant. All conditions must hold; those that are null or empty always do. {@link
 * FilterReader} makes one of what people type, and {@link #typed} is the way back.
 *
 * @param queue the queue's name
 * @param states any of these
 * @param name the job's whole name
 * @param error what is to be found in its error's type or message
 * @param text what is to be found in it
 * @param batch the batch's id
 * @param parent the job that submitted it
 * @param labels labels that it has, with just these values
 * @param from accepted at this time or later
 * @param until accepted before this time
 * @param unread what was typed and cannot be read; then no job is meant, and nothing else is set
 */
public record JobFilter(
        @Nullable String queue,
        Set<JobState> states,
        @Nullable String name,
        @Nullable String error,
        @Nullable Text text,
        @Nullable String batch,
        @Nullable JobId parent,
        Map<String, String> labels,
        @Nullable FilterTime from,
        @Nullable FilterTime until,
        @Nullable Unread unread) {

    /** All jobs. */
    public static final JobFilter ALL =
            new JobFilter(null, Set.of(), null, null, null, null, null, Map.of(), null, null, null);

    /**
     * A text to be found, whatever its case, in id, name, labels, and the error's type and message.
     *
     * @param where what was meant
     * @param value what to find, not empty
     */
    public record Text(Where where, String value) {

        /** What was meant. */
        public enum Where {
            /** Anything of the job. */
            ANYWHERE,
            /** Its id, or a part of it. Stores look at the others too. */
            ID
        }
    }

    /**
     * What cannot be read.
     *
     * @param typed what was typed
     * @param mistakes what is wrong with it, a sentence each
     */
    public record Unread(String typed, List<String> mistakes) {
        /** Copies the sentences. */
        public Unread {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** Copies states and labels; all states are none. */
    public JobFilter {
        states =
                states.size() == JobState.values().length || states.isEmpty()
                        ? Set.of()
                        : Set.copyOf(states);
        labels = Map.copyOf(labels);
    }

    /**
     * A filter that means no job.
     *
     * @param typed what was typed
     * @param mistakes what is wrong with it
     * @return such a filter
     */
    public static JobFilter unread(String typed, List<String> mistakes) {
        return new JobFilter(
                null,
                Set.of(),
                null,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                new Unread(typed, mistakes));
    }

    /**
     * This filter for another queue.
     *
     * @param queue the queue's name, null for all
     * @return a copy
     */
    public JobFilter withQueue(@Nullable String queue) {
        return new JobFilter(
                queue, states, name, error, text, batch, parent, labels, from, until, unread);
    }

    /**
     * This filter for other states.
     *
     * @param states any of these, none for all
     * @return a copy
     */
    public JobFilter withStates(Set<JobState> states) {
        return new JobFilter(
                queue, states, name, error, text, batch, parent, labels, from, until, unread);
    }

    /**
     * This filter for another name.
     *
     * @param name the job's whole name, null for all
     * @return a copy
     */
    public JobFilter withName(@Nullable String name) {
        return new JobFilter(
                queue, states, name, error, text, batch, parent, labels, from, until, unread);
    }

    /**
     * This filter for another batch.
     *
     * @param batch the batch's id, null for all
     * @return a copy
     */
    public JobFilter withBatch(@Nullable String batch) {
        return new JobFilter(
                queue, states, name, error, text, batch, parent, labels, from, until, unread);
    }

    /**
     * This filter for what another job submitted.
     *
     * @param parent that job, null for all
     * @return a copy
     */
    public JobFilter withParent(@Nullable JobId parent) {
        return new JobFilter(
                queue, states, name, error, text, batch, parent, labels, from, until, unread);
    }

    /**
     * Another label that a job must have.
     *
     * @param label the label
     * @param value its very value
     * @return a copy
     */
    public JobFilter withLabel(String label, String value) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(label, value);
        return new JobFilter(
                queue, states, name, error, text, batch, parent, all, from, until, unread);
    }

    /**
     * This filter without times.
     *
     * @return a copy
     */
    public JobFilter ever() {
        return new JobFilter(
                queue, states, name, error, text, batch, parent, labels, null, null, unread);
    }

    /**
     * This filter with the moments that it means now, so that it means the same jobs later.
     *
     * @param now what times are before
     * @param zone of times without one
     * @return a copy that is {@link #isExact exact}, if it was read
     */
    public JobFilter pinned(Instant now, ZoneId zone) {
        return new JobFilter(
                queue,
                states,
                name,
                error,
                text,
                batch,
                parent,
                labels,
                from == null ? null : FilterTime.at(from.resolve(now, zone)),
                until == null ? null : FilterTime.at(until.resolve(now, zone)),
                unread);
    }

    /**
     * Whether it means the same jobs whenever it is looked at, which is what may be acted upon.
     *
     * @return false for one with a time like {@code 2h}, and for one that cannot be read
     */
    public boolean isExact() {
        return unread == null
                && (from == null || from.isExact())
                && (until == null || until.isExact());
    }

    /**
     * Whether it is nothing but a queue and states, which stores keep counts of.
     *
     * @return false where jobs would have to be looked at to be counted
     */
    public boolean isCounted() {
        return name == null
                && error == null
                && text == null
                && batch == null
                && parent == null
                && labels.isEmpty()
                && from == null
                && until == null
                && unread == null;
    }

    /**
     * The states of the jobs that are meant.
     *
     * @return at least one
     */
    public Set<JobState> effectiveStates() {
        return states.isEmpty() ? EnumSet.allOf(JobState.class) : states;
    }

    /**
     * What the store is asked for.
     *
     * @param now what times are before
     * @param zone of times without one
     * @return the query
     * @throws IllegalStateException if it cannot be read
     */
    public JobQuery query(Instant now, ZoneId zone) {
        if (unread != null) {
            throw new IllegalStateException("a filter that cannot be read means no job");
        }
        JobQuery query =
                JobQuery.ALL
                        .withQueue(queue)
                        .withStates(effectiveStates())
                        .withName(name)
                        .withError(error)
                        .withParent(parent)
                        .withText(text == null ? null : text.value())
                        .withBatch(batch)
                        .withAccepted(
                                from == null ? null : from.resolve(now, zone),
                                until == null ? null : until.resolve(now, zone));
        for (Map.Entry<String, String> label : labels.entrySet()) {
            query = query.withLabel(label.getKey(), label.getValue());
        }
        return query;
    }

    /**
     * The filter as it is typed; {@link FilterReader#read reading} it gives an equal one.
     *
     * @return for instance {@code queue:reports state:failed error:timeout}; empty for all jobs
     */
    public String typed() {
        if (unread != null) {
            return unread.typed();
        }
        var words = new Typed();
        words.add("queue", queue);
        if (!states.isEmpty()) {
            words.add("state", names(states));
        }
        words.add("name", name);
        words.add("batch", batch);
        addRest(words);
        return words.toString();
    }

    /**
     * The part that addresses have no parameters of their own for.
     *
     * @return as it is typed; null where there is none
     */
    public @Nullable String rest() {
        if (unread != null) {
            return unread.typed();
        }
        var words = new Typed();
        if (states.size() > 1) {
            words.add("state", names(states));
        }
        addRest(words);
        String rest = words.toString();
        return rest.isEmpty() ? null : rest;
    }

    private void addRest(Typed words) {
        new TreeMap<>(labels).forEach((key, value) -> words.addLabel(key, value));
        words.add("after", from == null ? null : from.text());
        words.add("before", until == null ? null : until.text());
        words.add("parent", parent == null ? null : parent.value());
        words.add("error", error);
        if (text != null) {
            switch (text.where()) {
                case ANYWHERE -> words.add(text.value());
                case ID -> words.add("id", text.value());
            }
        }
    }

    private static String names(Set<JobState> states) {
        return states.stream()
                .sorted()
                .map(state -> state.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }
}
