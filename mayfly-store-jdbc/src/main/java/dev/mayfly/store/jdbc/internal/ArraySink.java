package dev.mayfly.store.jdbc.internal;

import dev.mayfly.store.jdbc.internal.sql.Codes;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;

/**
 * Gathers the values of many records in arrays, one for each column: PostgreSQL then takes all of
 * them in one statement, which spares it to begin one for each. Belongs to one thread.
 */
final class ArraySink implements Columns.Sink {

    private final Columns.Column[] columns;
    private final @Nullable Object[][] arrays;
    private int row = -1;
    private int column;

    ArraySink(Columns.Column[] columns, int rows) {
        this.columns = columns;
        this.arrays = new Object[columns.length][];
        for (int i = 0; i < columns.length; i++) {
            arrays[i] =
                    switch (columns[i].type()) {
                        case TEXT -> new String[rows];
                        case FLAG -> new Boolean[rows];
                        case SMALL, NUMBER, LONG, TIME -> new Long[rows];
                    };
        }
    }

    /** The rows of arrays, with their columns' names; times are microseconds. */
    static String unnest(Columns.Column[] columns) {
        var arrays = new StringBuilder("unnest(");
        var names = new StringBuilder(") AS v(");
        for (int i = 0; i < columns.length; i++) {
            String separator = i == 0 ? "" : ", ";
            arrays.append(separator).append("?::").append(element(columns[i])).append("[]");
            names.append(separator).append(columns[i].name());
        }
        return arrays.append(names).append(')').toString();
    }

    private static String element(Columns.Column column) {
        return switch (column.type()) {
            case TEXT -> "text";
            case FLAG -> "boolean";
            case SMALL, NUMBER, LONG, TIME -> "bigint";
        };
    }

    /** A value of such a row as the column's type. */
    static String value(Columns.Column column) {
        String name = "v." + column.name();
        return switch (column.type()) {
            case TEXT, FLAG, LONG -> name;
            case SMALL, NUMBER -> name + "::" + column.type().sql;
            case TIME -> "TIMESTAMPTZ 'epoch' + " + name + " * INTERVAL '1 microsecond'";
        };
    }

    /** Begins another record. */
    void begin() {
        row++;
        column = 0;
    }

    void bind(Connection connection, PreparedStatement to) throws SQLException {
        for (int i = 0; i < columns.length; i++) {
            to.setArray(i + 1, connection.createArrayOf(element(columns[i]), arrays[i]));
        }
    }

    private void put(@Nullable Object value) {
        arrays[column++][row] = value;
    }

    @Override
    public void text(@Nullable String value) {
        put(value);
    }

    @Override
    public void number(@Nullable Long value) {
        put(value);
    }

    @Override
    public void flag(boolean value) {
        put(value);
    }

    @Override
    public void time(@Nullable Instant value) {
        put(value == null ? null : Codes.micros(value));
    }
}
