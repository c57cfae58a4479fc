package dev.mayfly.jobs.handler;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A job was named that no handler is registered for; nothing was accepted. */
public final class UnknownJobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_NAMES = 20;

    private UnknownJobException(String message) {
        super(message);
    }

    /**
     * The exception for a name, with the known names and those that look alike.
     *
     * @param name what was asked for
     * @param known the names there are
     * @return the exception
     */
    public static UnknownJobException of(String name, Collection<String> known) {
        var text = new StringBuilder("no job is named \"").append(name).append('"');
        List<String> alike = alike(name, known);
        if (!alike.isEmpty()) {
            text.append("; did you mean \"").append(String.join("\" or \"", alike)).append("\"?");
        }
        if (known.isEmpty()) {
            text.append("; no jobs are registered at all");
        } else {
            text.append(alike.isEmpty() ? "; known jobs: " : " Known jobs: ")
                    .append(String.join(", ", known.stream().sorted().limit(MOST_NAMES).toList()));
            if (known.size() > MOST_NAMES) {
                text.append(" and ").append(known.size() - MOST_NAMES).append(" more");
            }
        }
        return new UnknownJobException(text.toString());
    }

    private static List<String> alike(String name, Collection<String> known) {
        String wanted = normal(name);
        int limit = Math.max(2, wanted.length() / 3);
        return known.stream()
                .filter(n -> distance(wanted, normal(n)) <= limit)
                .sorted(Comparator.comparingInt(n -> distance(wanted, normal(n))))
                .limit(3)
                .toList();
    }

    /** Case and separators are what people most often get wrong. */
    private static String normal(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[-_.\\s]", "");
        return plain.length() <= 200 ? plain : plain.substring(0, 200);
    }

    /** Levenshtein's distance, row by row. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
