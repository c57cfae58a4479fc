package dev.mayfly.store.jdbc.internal;

import static java.util.stream.Collectors.joining;

import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.UnreadableJobException;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Dialect;
import dev.mayfly.store.jdbc.internal.sql.Refusal;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Rows of {@code mayfly_job}, one for each job, and records. Immutable. */
final class JobTable {

    private static final String NAMES = names(Columns.ALL, ", ");

    private static final String SELECT = "SELECT " + NAMES + ", seq FROM mayfly_job WHERE ";

    private static final String INSERT =
            "INSERT INTO mayfly_job ("
                    + NAMES
                    + ") VALUES (?"
                    + ", ?".repeat(Columns.ALL.length - 1)
                    + ")";

    private static final String UPDATE =
            "UPDATE mayfly_job SET "
                    + names(Columns.MUTABLE, " = ?, ")
                    + " = ? WHERE id = ? AND version = ?";

    private static final String INSERT_ARRAYS =
            "INSERT INTO mayfly_job ("
                    + NAMES
                    + ") SELECT "
                    + Arrays.stream(Columns.ALL).map(ArraySink::value).collect(joining(", "))
                    + " FROM "
                    + ArraySink.unnest(Columns.ALL);

    /**
     * Up to how many rows are added one by one, in one message: each takes PostgreSQL 40 µs, where
     * a statement with arrays takes 150 to begin and 26 for each.
     */
    private static final int FEW = 8;

    private static String names(Columns.Column[] columns, String separator) {
        return Arrays.stream(columns).map(Columns.Column::name).collect(joining(separator));
    }

    private JobTable() {}

    /** Begins a select of whole rows. */
    static String select(String where) {
        return SELECT + where;
    }

    /**
     * A row, as far as it can be read.
     *
     * @param job what it says; with defaults in place of what cannot be read, and that as its error
     * @param seq its place in the order of acceptance
     * @param state the number of its state, which may be unknown here
     * @param damage what cannot be read; null if all can
     */
    record Row(JobRecord job, long seq, int state, @Nullable UnreadableJobException damage) {}

    // ---- writing

    static void insert(Connection connection, Dialect dialect, Collection<JobRecord> jobs)
            throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        if (dialect == Dialect.POSTGRESQL && jobs.size() > FEW) {
            insertArrays(connection, jobs);
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            var row = new RowSink(statement);
            for (JobRecord job : jobs) {
                row.begin();
                Columns.mutable(job, row);
                Columns.fixed(job, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void insertArrays(Connection connection, Collection<JobRecord> jobs)
            throws SQLException {
        var rows = new ArraySink(Columns.ALL, jobs.size());
        for (JobRecord job : jobs) {
            rows.begin();
            Columns.mutable(job, rows);
            Columns.fixed(job, rows);
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_ARRAYS)) {
            rows.bind(connection, statement);
            statement.executeUpdate();
        }
    }

    /** Sets the parameters of a statement, one after the other. Belongs to one thread. */
    private static final class RowSink implements Columns.Sink {

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
            setTime(to, next++, value);
        }
    }

    /**
     * Gathers the values of many records in arrays, one for each column: PostgreSQL then takes all
     * of them in one statement, which spares it to begin one for each. Belongs to one thread.
     */
    private static final class ArraySink implements Columns.Sink {

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

    /** The texts that a record would put in columns. */
    static List<Refusal.Value> texts(JobRecord job) {
        var texts = new ArrayList<Refusal.Value>();
        try {
            var sink = new TextSink("job " + job.id() + " (" + job.name() + ")", texts);
            Columns.mutable(job, sink);
            Columns.fixed(job, sink);
        } catch (SQLException e) {
            throw new AssertionError("nothing asks a database here", e);
        }
        return texts;
    }

    /** Takes the texts, with the names of their columns. Belongs to one thread. */
    private static final class TextSink implements Columns.Sink {

        private final String job;
        private final List<Refusal.Value> texts;
        private int column;

        TextSink(String job, List<Refusal.Value> texts) {
            this.job = job;
            this.texts = texts;
        }

        @Override
        public void text(@Nullable String value) {
            String name = Columns.ALL[column++].name();
            if (value != null) {
                texts.add(new Refusal.Value(job, name, value));
            }
        }

        @Override
        public void number(@Nullable Long value) {
            column++;
        }

        @Override
        public void flag(boolean value) {
            column++;
        }

        @Override
        public void time(@Nullable Instant value) {
            column++;
        }
    }

    /** A row to be replaced, if its version is still the one before. */
    record Change(JobRecord before, JobRecord after) {}

    /**
     * Replaces rows; returns for each whether it was there in the version before.
     *
     * <p>Row by row, in one message, also where the database could take all in one statement: a
     * join with the rows that are to be written can be planned as a walk over the whole table,
     * which is right for the ten jobs that there are when a plan is made, and is kept when there
     * are a million. A look-up by key cannot be planned in another way.
     */
    static boolean[] update(Connection connection, List<Change> changes) throws SQLException {
        var done = new boolean[changes.size()];
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            var row = new RowSink(statement);
            for (Change change : changes) {
                row.begin();
                set(row, change);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < done.length; i++) {
                done[i] = counts[i] == 1;
            }
        }
        return done;
    }

    private static void set(Columns.Sink row, Change change) throws SQLException {
        Columns.mutable(change.after, row);
        row.text(change.before.id().value());
        row.number(change.before.version());
    }

    /**
     * Sets a parameter. PostgreSQL's driver takes a null without a name of its type for one of
     * another type than a time, and has the statement prepared again where both come.
     */
    static void setTime(PreparedStatement to, int index, @Nullable Instant time)
            throws SQLException {
        if (time == null) {
            to.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE, "timestamptz");
        } else {
            to.setObject(index, time.atOffset(ZoneOffset.UTC));
        }
    }

    // ---- reading

    static List<Row> read(PreparedStatement statement) throws SQLException {
        var rows = new ArrayList<Row>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(row(found));
            }
        }
        return rows;
    }

    static List<JobRecord> readJobs(PreparedStatement statement) throws SQLException {
        return read(statement).stream().map(Row::job).toList();
    }

    private static Row row(ResultSet from) throws SQLException {
        return new RowReader(from).read();
    }

    /** Most jobs succeed at once, and their one attempt is known from the other columns. */
    static boolean isPlainSuccess(JobRecord job) {
        Instant started = job.startedAt();
        Instant finished = job.finishedAt();
        return job.state() == JobState.SUCCEEDED
                && job.history().size() == 1
                && started != null
                && finished != null
                && job.history().getFirst().equals(success(job.attempts(), started, finished));
    }

    static Attempt success(int number, Instant started, Instant finished) {
        return new Attempt(number, started, finished, Attempt.Outcome.SUCCEEDED, null);
    }

    static @Nullable Instant time(ResultSet from, int column) throws SQLException {
        OffsetDateTime time = from.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
