package dev.mayfly.store.jdbc.internal;

import org.jspecify.annotations.Nullable;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;

/** Sets the parameters of a statement, one after the other. Belongs to one thread. */
final class RowSink implements Columns.Sink {

    private final PreparedStatement to;
    private int next = 1;

    RowSink(PreparedStatement to) {
        this.to = to;
    }

    /** Begins at the first parameter again. */
    void begin() {
        next = 1;
    }

    @Override
    public void text(@Nullable String value) throws SQLException {
        to.setString(next++, value);
    }

    @Override
    public void number(@Nullable Long value) throws SQLException {
        if (value == null) {
            to.setNull(next++, Types.BIGINT);
        } else {
            to.setLong(next++, value);
        }
    }

    @Override
    public void flag(boolean value) throws SQLException {
        to.setBoolean(next++, value);
    }

    @Override
    public void time(@Nullable Instant value) throws SQLException {
        if (value == null) {
            to.setNull(next++, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            to.setObject(next++, value.atOffset(ZoneOffset.UTC));
        }
    }
}
