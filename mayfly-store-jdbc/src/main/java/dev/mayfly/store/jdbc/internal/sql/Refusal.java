package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.store.UnstorableException;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a database that answers does not take a value. PostgreSQL says that a value is too long and
 * not which, so the values are measured here.
 */
public final class Refusal {

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

    /**
     * How many characters the columns of {@code mayfly_job} keep; those without a limit left out.
     */
    public static Map<String, Integer> widths(Connection connection) throws SQLException {
        var widths = new HashMap<String, Integer>();
        String sql =
                "SELECT LOWER(column_name), character_maximum_length FROM"
                        + " information_schema.columns WHERE LOWER(table_name) = 'mayfly_job' AND"
                        + " table_schema = CURRENT_SCHEMA AND character_maximum_length IS NOT NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                widths.put(found.getString(1), (int) Math.min(Integer.MAX_VALUE, found.getLong(2)));
            }
        }
        return widths;
    }

    /**
     * The refusal in words.
     *
     * @param failure as the database put it
     * @param widths as in {@link #widths}, as far as known
     * @param values those that were to be kept
     */
    public static UnstorableException of(
            SQLException failure, Map<String, Integer> widths, List<Value> values) {
        for (Value value : values) {
            int width = widths.getOrDefault(value.column, Integer.MAX_VALUE);
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
        SQLException last = failure; // of a batch the first tells the statement, and its values
        while (last.getNextException() != null) {
            last = last.getNextException();
        }
        String message = last.getMessage() == null ? last.toString() : last.getMessage();
        String line = message.lines().findFirst().orElse("");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}
