package dev.mayfly.kernel.lint;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a rule found at one look.
 *
 * @param subject what it is about; a rule finds at most one thing about each subject at a time
 * @param severity how bad it is
 * @param sentence what is so, one sentence for people with its figures
 * @param action what mends it, one or two sentences
 * @param evidence what the sentence rests on, by name, in the order of display; each value is cut
 *     to 4 000 characters
 * @param lasting for how long it has been so, as far as the rule knows
 */
public record Finding(
        LintSubject subject,
        Severity severity,
        String sentence,
        String action,
        Map<String, String> evidence,
        Duration lasting) {

    private static final int LONGEST_VALUE = 4_000;

    /** How bad something is. */
    public enum Severity {
        /** Work is late or lost until somebody acts. */
        ERROR,
        /** Work goes on, worse than it could. */
        WARNING
    }

    /** Copies the evidence and cuts long values. */
    public Finding {
        var copy = new LinkedHashMap<String, String>();
        evidence.forEach((name, value) -> copy.put(name, shorten(value)));
        evidence = Collections.unmodifiableMap(copy);
    }

    private static String shorten(String value) {
        return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
    }
}
