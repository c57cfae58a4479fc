package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What stands where nothing is: what would be here and how to make it appear.
 *
 * @param title what is so
 * @param text what would be here
 * @param snippet code to copy, absent when none helps
 * @param links where to look instead
 * @param action a button that makes something appear, absent when there is none
 */
public record Empty(
        String title,
        String text,
        @Nullable String snippet,
        List<Link> links,
        @Nullable Action action) {

    /**
     * Somewhere else to look.
     *
     * @param label its words
     * @param href its address
     */
    public record Link(String label, String href) {}

    /** Copies the links. */
    public Empty {
        links = List.copyOf(links);
    }

    /**
     * An empty state without links and button.
     *
     * @param title what is so
     * @param text what would be here
     * @param snippet code to copy, absent when none helps
     */
    public Empty(String title, String text, @Nullable String snippet) {
        this(title, text, snippet, List.of(), null);
    }
}
