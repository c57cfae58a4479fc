package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

/**
 * What stands where nothing is: what would be here and how to make it appear.
 *
 * @param title what is so
 * @param text what would be here
 * @param snippet code to copy, absent when none helps
 */
public record Empty(String title, String text, @Nullable String snippet) {}
