package dev.mayfly.jobs.model;

/** Bounds for texts that come from outside. */
final class Texts {

    private Texts() {}

    /**
     * Cuts a text to a length, the mark of the cut included, and never through a surrogate pair.
     */
    static String shorten(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int last = longest - 1;
        int end = Character.isHighSurrogate(text.charAt(last - 1)) ? last - 1 : last;
        return text.substring(0, end) + "…";
    }
}
