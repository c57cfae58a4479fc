package dev.mayfly.console.view;

import org.jspecify.annotations.Nullable;

/**
 * Something the reader can do here.
 *
 * @param label the button's word
 * @param icon the id of a glyph, absent for none
 * @param href where the form is sent
 * @param verb the confirming button's words, for instance {@code Cancel this job}
 * @param sentence what will happen, in one sentence
 * @param question what the reader has to write before it is done, absent for nothing
 * @param danger whether work is stopped by it
 * @param refusal why it is not allowed, naming the property to change; absent when it is allowed
 */
public record Action(
        String label,
        @Nullable String icon,
        String href,
        String verb,
        String sentence,
        @Nullable String question,
        boolean danger,
        @Nullable String refusal) {

    /**
     * An action that asks nothing.
     *
     * @param label the button's word
     * @param icon the id of a glyph, absent for none
     * @param href where the form is sent
     * @param verb the confirming button's words
     * @param sentence what will happen
     * @param danger whether work is stopped by it
     * @param refusal why it is not allowed, absent when it is
     */
    public Action(
            String label,
            @Nullable String icon,
            String href,
            String verb,
            String sentence,
            boolean danger,
            @Nullable String refusal) {
        this(label, icon, href, verb, sentence, null, danger, refusal);
    }
}
