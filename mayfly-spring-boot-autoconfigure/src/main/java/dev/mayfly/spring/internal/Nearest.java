package dev.mayfly.spring.internal;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;

/** Finds what somebody who mistyped a word probably meant. */
public final class Nearest {

    private Nearest() {}

    /**
     * The candidate with the fewest letters to change.
     *
     * @param word what was written
     * @param candidates what could have been meant
     * @return the nearest; null if more than every third letter, and more than two, would have to
     *     change, because such a guess only misleads
     */
    public static @Nullable String to(String word, Collection<String> candidates) {
        int limit = Math.max(2, word.length() / 3);
        return candidates.stream()
                .min(Comparator.comparingInt((String c) -> distance(word, c)).thenComparing(c -> c))
                .filter(c -> distance(word, c) <= limit)
                .orElse(null);
    }

    /** Levenshtein's distance, with one row of memory. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
