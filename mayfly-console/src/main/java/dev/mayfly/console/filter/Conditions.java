package dev.mayfly.console.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Conditions as they can be typed, to be suggested to whoever types. Whatever is suggested whole,
 * {@link FilterReader} reads as it is meant; what no field of one line can hold is not suggested.
 */
public final class Conditions {
    /** A name that is longer tells nobody what is suggested, and fills the field. */
    private static final int LONGEST = 120;

    private static final List<Condition> QUALIFIERS =
            List.of(
                    new Condition("state:", "in this state, or one of several with commas"),
                    new Condition("queue:", "of this queue"),
                    new Condition("name:", "of this name, the whole of it"),
                    new Condition("error:", "with this in their error"),
                    new Condition("label:", "with this label, as name=value"),
                    new Condition("batch:", "of the batch with this id"),
                    new Condition("parent:", "submitted by the job with this id"),
                    new Condition("id:", "with this in their id"),
                    new Condition("after:", "accepted then or later"),
                    new Condition("before:", "accepted before"));

    private static final List<Map.Entry<String, String>> AGO =
            List.of(
                    Map.entry("15m", "15 minutes"),
                    Map.entry("1h", "hour"),
                    Map.entry("2h", "2 hours"),
                    Map.entry("1d", "24 hours"),
                    Map.entry("2d", "2 days"),
                    Map.entry("7d", "7 days"));

    /**
     * A condition.
     *
     * @param typed what is typed: {@code queue:reports}, or only its beginning, {@code queue:}
     * @param hint which jobs it means, in words that go on from "jobs"; empty where it says so
     *     itself
     */
    public record Condition(String typed, String hint) {}

    private Conditions() {}

    /**
     * What conditions begin with.
     *
     * @return each qualifier with its colon, in the order of display
     */
    public static List<Condition> qualifiers() {
        return QUALIFIERS;
    }

    /**
     * Times that are often meant.
     *
     * @return conditions with {@code after:} and {@code before:}
     */
    public static List<Condition> times() {
        List<Condition> times = new ArrayList<>();
        AGO.forEach(ago ->
                times.add(
                        new Condition(
                                "after:" + ago.getKey(),
                                "accepted in the last " + ago.getValue())));
        times.add(new Condition("after:today", "accepted today"));
        times.add(new Condition("after:yesterday", "accepted since yesterday morning"));
        AGO.forEach(ago ->
                times.add(
                        new Condition(
                                "before:" + ago.getKey(),
                                "accepted before the last " + ago.getValue())));
        times.add(new Condition("before:today", "accepted before today"));
        times.add(new Condition("before:yesterday", "accepted before yesterday"));
        return List.copyOf(times);
    }

    /**
     * The jobs of a queue.
     *
     * @param name the queue's name
     * @return the condition; empty if it cannot be typed
     */
    public static Optional<String> queue(String name) {
        return written("queue", name);
    }

    /**
     * The jobs of a name.
     *
     * @param name the name
     * @return the condition; empty if it cannot be typed
     */
    public static Optional<String> name(String name) {
        return written("name", name);
    }

    /**
     * The jobs with a text in their error.
     *
     * @param text the text
     * @return the condition; empty if it cannot be typed
     */
    public static Optional<String> error(String text) {
        return written("error", text);
    }

    /**
     * The jobs with a label.
     *
     * @param key the label's name
     * @param value its value
     * @return the condition; empty if it cannot be typed, as with a name that has an equals sign
     */
    public static Optional<String> label(String key, String value) {
        return key.isEmpty() || key.indexOf('=') >= 0
                ? Optional.empty()
                : written("label", key + "=" + value);
    }

    private static Optional<String> written(String qualifier, String value) {
        if (value.isBlank()
                || value.length() > LONGEST
                || value.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        var words = new Typed();
        words.add(qualifier, value);
        return Optional.of(words.toString());
    }
}
