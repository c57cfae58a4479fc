package dev.mayfly.jobs.model;

/** Bounds for texts that come from outside. */
final class Texts {

    private Texts() {}

    /** Cuts a text to a length, never through a surrogate pair, and marks the cut. */
    static String shorten(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}
