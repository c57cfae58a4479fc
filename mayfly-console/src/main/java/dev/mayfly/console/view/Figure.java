package dev.mayfly.console.view;

/**
 * A number that is the point of its box.
 *
 * @param label what is counted, in words
 * @param value the number, formatted
 * @param note what puts it into proportion
 * @param tone its colour's meaning; {@link Tone#LINE} is plain ink
 */
public record Figure(String label, String value, String note, Tone tone) {}
