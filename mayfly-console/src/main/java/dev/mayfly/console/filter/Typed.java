package dev.mayfly.console.filter;

import org.jspecify.annotations.Nullable;

/** Writes conditions as they are typed, and puts those into quotes that would be cut otherwise. */
final class Typed {
    private final StringBuilder text = new StringBuilder();

    /** Adds {@code qualifier:value}; does nothing without a value. */
    void add(String qualifier, @Nullable String value) {
        if (value != null) {
            begin().append(qualifier).append(':').append(quoted(value, false));
        }
    }

    /** Adds {@code label:key=value}. */
    void addLabel(String key, String value) {
        add("label", key + "=" + value);
    }

    /** Adds words without a qualifier. */
    void add(String words) {
        begin().append(quoted(words, true));
    }

    private StringBuilder begin() {
        return text.isEmpty() ? text : text.append(' ');
    }

    private static String quoted(String value, boolean colonsToo) {
        boolean plain =
                !value.isEmpty()
                        && value.chars()
                                .noneMatch(c ->
                                        Character.isWhitespace(c)
                                                || c == '"'
                                                || c == '\\'
                                                || (colonsToo && c == ':'));
        return plain ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
