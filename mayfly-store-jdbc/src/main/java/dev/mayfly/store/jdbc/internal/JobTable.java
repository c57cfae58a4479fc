package dev.mayfly.store.jdbc.internal;

import static java.util.stream.Collectors.joining;

import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Dialect;
import dev.mayfly.store.jdbc.internal.sql.Json;

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

    private static String names(Columns.Column[] columns, String separator) {
        return Arrays.stream(columns).map(Columns.Column::name).collect(joining(separator));
    }

    private JobTable() {}

    /** Begins a select of whole rows. */
    static String select(String where) {
        return SELECT + where;
    }

    /** A row, and its place in the order of acceptance. */
    record Row(JobRecord job, long seq) {}

    // ---- writing

    static void insert(Connection connection, Dialect dialect, Collection<JobRecord> jobs)
            throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        if (dialect == Dialect.POSTGRESQL) {
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
            if (value == null) {
                to.setNull(next++, Types.TIMESTAMP_WITH_TIMEZONE);
            } else {
                to.setObject(next++, value.atOffset(ZoneOffset.UTC));
            }
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

    static void setTime(PreparedStatement to, int index, @Nullable Instant time)
            throws SQLException {
        if (time == null) {
            to.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
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
        int i = Columns.MUTABLE.length + 1;
        var id = new JobId(text(from, i++));
        String name = text(from, i++);
        String queue = text(from, i++);
        int priority = from.getInt(i++);
        Instant submitted = time(from, i++);
        String origin = text(from, i++);
        String payload = text(from, i++);
        Json.Details details = Json.Details.from(from.getString(i++));
        long seq = from.getLong(Columns.ALL.length + 1);
        var envelope =
                new JobEnvelope(
                        id,
                        name,
                        queue,
                        priority,
                        payload,
                        details.optionsOrDefaults(),
                        details.traceOrNone(),
                        origin,
                        details.lineageOrNone());
        return new Row(record(from, envelope, submitted == null ? Instant.EPOCH : submitted), seq);
    }

    private static JobRecord record(ResultSet from, JobEnvelope envelope, Instant submitted)
            throws SQLException {
        JobState state = Codes.state(from.getInt(1));
        int attempts = from.getInt(7);
        Instant started = time(from, 9);
        Instant finished = time(from, 10);
        Instant changed = time(from, 11);
        String errorType = from.getString(19);
        String history = from.getString(23);
        boolean plain = state == JobState.SUCCEEDED && history == null && started != null;
        return new JobRecord(
                envelope,
                state,
                attempts,
                from.getInt(8),
                from.getLong(5),
                from.getLong(6),
                submitted,
                started,
                finished,
                changed == null ? submitted : changed,
                time(from, 12),
                from.getString(13),
                from.getLong(14),
                from.getBoolean(15),
                from.getString(22),
                errorType == null
                        ? null
                        : new JobError(errorType, text(from, 20), from.getString(21)),
                new Progress(from.getLong(16), from.getLong(17), from.getString(18)),
                plain && finished != null && started != null
                        ? List.of(success(attempts, started, finished))
                        : Json.history(history),
                from.getString(24),
                from.getLong(25));
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

    private static Attempt success(int number, Instant started, Instant finished) {
        return new Attempt(number, started, finished, Attempt.Outcome.SUCCEEDED, null);
    }

    private static String text(ResultSet from, int column) throws SQLException {
        String text = from.getString(column);
        return text == null ? "" : text;
    }

    static @Nullable Instant time(ResultSet from, int column) throws SQLException {
        OffsetDateTime time = from.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
