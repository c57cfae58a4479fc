package dev.mayfly.store.jdbc.internal.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the tables that there are with those of the script. Scripts make what is missing and
 * change nothing, so that tables of an earlier version stay as they are: that must be said when a
 * store is opened, and not by the first job that needs a column.
 */
final class SchemaCheck {

    private static final Pattern TABLE =
            Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+) \\((.*?)\\n\\);", Pattern.DOTALL);

    /** Each column has a line of its own; rules of the table are in capitals. */
    private static final Pattern COLUMN = Pattern.compile("(?m)^ {4}([a-z_]+) ");

    private SchemaCheck() {}

    /**
     * Looks for columns.
     *
     * @param connection to the database
     * @param script as its tables shall be
     * @return the columns that are missing, such as {@code mayfly_job.batch}; empty if all is well
     * @throws SQLException if a table is missing, or cannot be read
     */
    static List<String> missing(Connection connection, String script) throws SQLException {
        var missing = new ArrayList<String>();
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, List<String>> table : tables(script).entrySet()) {
                var found = new TreeSet<String>();
                String look = "SELECT * FROM " + table.getKey() + " WHERE 1 = 0";
                try (ResultSet none = statement.executeQuery(look)) {
                    ResultSetMetaData columns = none.getMetaData();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        found.add(columns.getColumnName(i).toLowerCase(Locale.ROOT));
                    }
                }
                for (String column : table.getValue()) {
                    if (!found.contains(column)) {
                        missing.add(table.getKey() + "." + column);
                    }
                }
            }
        }
        return missing;
    }

    /** The columns of each table, in the order of the script. */
    static Map<String, List<String>> tables(String script) {
        var tables = new LinkedHashMap<String, List<String>>();
        Matcher table = TABLE.matcher(script);
        while (table.find()) {
            var columns = new ArrayList<String>();
            Matcher column = COLUMN.matcher(table.group(2));
            while (column.find()) {
                columns.add(column.group(1));
            }
            tables.put(table.group(1), columns);
        }
        return tables;
    }
}
