package dev.mayfly.console.filter;

import dev.mayfly.console.filter.JobFilter.Text;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads what people type: {@code qualifier:value} and words, with blanks between them. What has
 * blanks in it stands in quotes, where {@code \"} is a quote and {@code \\} a backslash. Words
 * without a qualifier are one phrase to be found.
 *
 * <p>Whoever mistypes must not be shown, and act upon, other jobs than those that are meant: what
 * is not understood is said, and means no job at all.
 *
 * <p>An instance reads one text; it belongs to one thread.
 */
public final class FilterReader {
    /** The qualifiers, in the order of display. */
    public static final List<String> QUALIFIERS =
            List.of(
                    "state", "queue", "name", "error", "label", "batch", "parent", "id", "after",
                    "before");

    private final List<String> mistakes = new ArrayList<>();
    private final List<String> phrase = new ArrayList<>();
    private final Map<String, String> given = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private final Set<JobState> states = EnumSet.noneOf(JobState.class);
    private @Nullable JobId parent;
    private @Nullable FilterTime from;
    private @Nullable FilterTime until;

    private FilterReader() {}

    /**
     * Reads a filter.
     *
     * @param typed what was typed
     * @return the filter; where it cannot be read, one that says why and means no job
     */
    public static JobFilter read(String typed) {
        return read(JobFilter.ALL, typed);
    }

    /**
     * Reads a filter that goes on from another.
     *
     * @param base conditions that are set
     * @param typed what was typed beside them
     * @return the filter; where it cannot be read, one that says why and means no job
     */
    public static JobFilter read(JobFilter base, String typed) {
        String all = (base.typed() + " " + typed).strip();
        return new FilterReader().all(all);
    }

    private JobFilter all(String typed) {
        for (FilterToken token : FilterToken.cut(typed, mistakes)) {
            String qualifier = token.qualifier();
            if (qualifier == null) {
                phrase.add(token.value());
            } else {
                take(qualifier, token.value());
            }
        }
        Text text = text();
        if (!mistakes.isEmpty()) {
            return JobFilter.unread(typed, mistakes);
        }
        return new JobFilter(
                given.get("queue"),
                states,
                given.get("name"),
                given.get("error"),
                text,
                given.get("batch"),
                parent,
                labels,
                from,
                until,
                null);
    }

    private void take(String qualifier, String value) {
        if (!QUALIFIERS.contains(qualifier)) {
            mistakes.add(
                    "There is no qualifier \""
                            + qualifier
                            + ":\". There are "
                            + QUALIFIERS.stream()
                                    .map(each -> each + ":")
                                    .collect(Collectors.joining(", "))
                            + ". A text with a colon is found when it stands in quotes.");
            return;
        }
        if (value.isBlank()) {
            mistakes.add("\"" + qualifier + ":\" has no value.");
            return;
        }
        switch (qualifier) {
            case "state" -> states(value);
            case "label" -> label(value);
            case "after" -> once(qualifier, value, at -> from = time(qualifier, at));
            case "parent" -> once(qualifier, value, id -> parent = job(id));
            case "before" -> once(qualifier, value, at -> until = time(qualifier, at));
            default -> once(qualifier, value, kept -> {});
        }
    }

    private void once(String qualifier, String value, Consumer<String> then) {
        if (given.putIfAbsent(qualifier, value) != null) {
            mistakes.add("\"" + qualifier + ":\" is given twice; a job has one.");
        } else {
            then.accept(value);
        }
    }

    private void states(String value) {
        for (String name : value.split(",", -1)) {
            String constant = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
            try {
                states.add(JobState.valueOf(constant));
            } catch (IllegalArgumentException unknown) {
                mistakes.add(
                        "There is no state \""
                                + name
                                + "\". There are "
                                + Arrays.stream(JobState.values())
                                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + "; several stand with commas between them.");
            }
        }
    }

    private void label(String value) {
        int equals = value.indexOf('=');
        if (equals <= 0) {
            mistakes.add(
                    "\"label:"
                            + value
                            + "\" has no value: write label:name=value. Just \""
                            + value
                            + "\" finds it in any label.");
        } else if (labels.putIfAbsent(value.substring(0, equals), value.substring(equals + 1))
                != null) {
            mistakes.add("The label \"" + value.substring(0, equals) + "\" is given twice.");
        }
    }

    private @Nullable JobId job(String value) {
        try {
            return new JobId(value);
        } catch (IllegalArgumentException noId) {
            mistakes.add("\"parent:" + value + "\" is no job's id; the whole id is needed.");
            return null;
        }
    }

    private @Nullable FilterTime time(String qualifier, String value) {
        FilterTime time = FilterTime.read(value).orElse(null);
        if (time == null) {
            mistakes.add(
                    "\""
                            + qualifier
                            + ":"
                            + value
                            + "\" is no time. Write 30m, 2h or 7d for so long ago, 14:30, today,"
                            + " yesterday, 2026-03-01 or 2026-03-01T14:30.");
        }
        return time;
    }

    /** Stores look for one text; which of several was meant is not guessed. */
    private @Nullable Text text() {
        String words = String.join(" ", phrase);
        String id = given.get("id");
        if (id != null && !words.isEmpty()) {
            mistakes.add(
                    "Only one of id: and words without a qualifier can be looked for at a time.");
        }
        return id != null
                ? new Text(Text.Where.ID, id)
                : words.isEmpty() ? null : new Text(Text.Where.ANYWHERE, words);
    }
}
