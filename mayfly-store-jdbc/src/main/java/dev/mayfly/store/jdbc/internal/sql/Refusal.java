package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.store.UnstorableException;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Why a database that answers does not take a value. PostgreSQL says that a value is too long and
 * not which, so the values are measured here.
 */
public final class Refusal {

    /** H2 keeps so many characters of a text at most; PostgreSQL a thousand times as many. */
    private static final int LONGEST_IN_H2 = 1_048_576;

    private static final int LONGEST_IN_POSTGRESQL = 1 << 28;

    /** As in the schema; other columns have no limit of their own. */
    private static final Map<String, Integer> WIDTHS =
            Map.ofEntries(
                    Map.entry("id", 64),
                    Map.entry("batch", 64),
                    Map.entry("name", 200),
                    Map.entry("queue", 200),
                    Map.entry("line_queue", 200),
                    Map.entry("owner", 200),
                    Map.entry("origin", 200),
                    Map.entry("waiting_for", 200),
                    Map.entry("job_key", 200),
                    Map.entry("progress_message", 500),
                    Map.entry("error_type", 1_000),
                    Map.entry("error_message", 2_000));

    private Refusal() {}

    /**
     * A value and where it was to be kept.
     *
     * @param of whose, for people
     * @param column in which column
     * @param text the value
     */
    public record Value(String of, String column, String text) {}

    /** Whether the database has something against a value, rather than against being asked. */
    public static boolean is(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return state.startsWith("22") // data: too long, or characters that it does not know
                || state.startsWith("23") // a constraint
                || state.startsWith("54"); // a limit of the database's
    }

    /** The refusal in words. */
    public static UnstorableException of(
            SQLException failure, Dialect dialect, List<Value> values) {
        int longest = dialect == Dialect.H2 ? LONGEST_IN_H2 : LONGEST_IN_POSTGRESQL;
        for (Value value : values) {
            int width = WIDTHS.getOrDefault(value.column, longest);
            int length = value.text.codePointCount(0, value.text.length());
            if (length > width) {
                return new UnstorableException(
                        place(value)
                                + " keeps "
                                + width
                                + " characters, and "
                                + length
                                + " were to be kept; store them elsewhere, and with the job where"
                                + " they are",
                        failure);
            }
            if (value.text.indexOf('\0') >= 0) {
                return new UnstorableException(
                        place(value) + " cannot keep the character U+0000; leave it out", failure);
            }
        }
        String whose = values.isEmpty() ? "what was to be kept" : values.getFirst().of;
        return new UnstorableException(
                "the job store's database does not take "
                        + whose
                        + ": "
                        + firstLine(failure)
                        + "; change the value, or the table",
                failure);
    }

    private static String place(Value value) {
        return "column " + value.column + " of " + value.of;
    }

    private static String firstLine(SQLException failure) {
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        String line = message.lines().findFirst().orElse("");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}
