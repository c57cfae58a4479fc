package dev.mayfly.console.view;

/**
 * Something the reader should know before anything else on the page.
 *
 * @param tone how bad it is
 * @param icon the id of the glyph in {@code icons.svg}
 * @param what what is so, one sentence
 * @param advice why, and what to do about it
 */
public record Problem(Tone tone, String icon, String what, String advice) {}
