package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

/**
 * What stands where nothing is: what would be here and how to make it appear.
 *
 * @param title what is so
 * @param text what would be here
 * @param snippet code to copy, absent when none helps
 * @param action a button that makes something appear, absent when there is none
 */
public record Empty(String title, String text, @Nullable String snippet, @Nullable Action action) {

    /**
     * An empty state without a button.
     *
     * @param title what is so
     * @param text what would be here
     * @param snippet code to copy, absent when none helps
     */
    public Empty(String title, String text, @Nullable String snippet) {
        this(title, text, snippet, null);
    }
}
