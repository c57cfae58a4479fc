package dev.mayfly.console.view;

/**
 * A state as a word, a glyph and a colour.
 *
 * @param label the word, in sentence case
 * @param icon the id of the glyph in {@code icons.svg}
 * @param tone the colour's meaning
 */
public record StatePill(String label, String icon, Tone tone) {

    /**
     * Whether the glyph turns: only something that runs moves on this console.
     *
     * @return true for the running glyph
     */
    public boolean moving() {
        return icon.equals("running");
    }
}
