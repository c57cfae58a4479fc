package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;

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
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Rows of {@code mayfly_job}, one for each job, and records. Immutable. */
final class JobTable {

    /** What never changes, after the columns that do. */
    private static final String[] FIXED = {
        "name", "queue", "priority", "submitted_at", "origin", "payload", "details", "haystack"
    };

    private static final String[] MUTABLE = {
        "state", "line", "line_queue", "line_rank", "epoch", "version", "attempts", "failures", "started_at", "finished_at",
        "changed_at", "due_at", "owner", "incarnation", "cancel_requested", "progress_done",
        "progress_total", "progress_message", "error_type", "error_message", "error_trace",
        "result", "history"
    };

    private static final String ALL =
            String.join(", ", MUTABLE) + ", id, " + String.join(", ", FIXED) + ", seq";

    private static final String INSERT =
            "INSERT INTO mayfly_job ("
                    + String.join(", ", MUTABLE)
                    + ", id, "
                    + String.join(", ", FIXED)
                    + ") VALUES (?"
                    + ", ?".repeat(MUTABLE.length + FIXED.length)
                    + ")";

    private static final String UPDATE =
            "UPDATE mayfly_job SET "
                    + String.join(" = ?, ", MUTABLE)
                    + " = ? WHERE id = ? AND version = ?";

    private JobTable() {}

    /** Begins a select of whole rows. */
    static String select(String where) {
        return "SELECT " + ALL + " FROM mayfly_job WHERE " + where;
    }

    /** A row, and its place in the order of acceptance. */
    record Row(JobRecord job, long seq) {}

    // ---- writing

    static void insert(Connection connection, Collection<JobRecord> jobs) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (JobRecord job : jobs) {
                int next = setMutable(statement, job);
                setFixed(statement, next, job);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** A row to be replaced, if its version is still the one before. */
    record Change(JobRecord before, JobRecord after) {}

    /** Replaces rows; returns for each whether it was there in the version before. */
    static boolean[] update(Connection connection, List<Change> changes) throws SQLException {
        var done = new boolean[changes.size()];
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            for (Change change : changes) {
                int next = setMutable(statement, change.after);
                statement.setString(next, change.before.id().value());
                statement.setLong(next + 1, change.before.version());
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < done.length; i++) {
                done[i] = counts[i] == 1;
            }
        }
        return done;
    }

    private static int setMutable(PreparedStatement to, JobRecord job) throws SQLException {
        int i = 1;
        to.setInt(i++, Codes.of(job.state()));
        Codes.Place place = Codes.place(job);
        if (place == null) {
            to.setNull(i++, Types.SMALLINT);
            to.setNull(i++, Types.VARCHAR);
            to.setNull(i++, Types.BIGINT);
        } else {
            to.setInt(i++, place.line());
            to.setString(i++, place.queue());
            to.setLong(i++, place.rank());
        }
        to.setLong(i++, job.epoch());
        to.setLong(i++, job.version());
        to.setInt(i++, job.attempts());
        to.setInt(i++, job.failures());
        setTime(to, i++, job.startedAt());
        setTime(to, i++, job.finishedAt());
        setTime(to, i++, job.changedAt());
        setTime(to, i++, job.dueAt());
        to.setString(i++, job.owner());
        if (job.incarnation() == 0) {
            to.setNull(i++, Types.BIGINT);
        } else {
            to.setLong(i++, job.incarnation());
        }
        to.setBoolean(i++, job.cancelRequested());
        to.setLong(i++, job.progress().done());
        to.setLong(i++, job.progress().total());
        to.setString(i++, clean(job.progress().message()));
        JobError error = job.error();
        to.setString(i++, error == null ? null : error.type());
        to.setString(i++, error == null ? null : clean(error.message()));
        to.setString(i++, error == null ? null : clean(error.trace()));
        to.setString(i++, clean(job.result()));
        to.setString(i++, plainSuccess(job) ? null : clean(Json.history(job.history())));
        return i;
    }

    private static void setFixed(PreparedStatement to, int from, JobRecord job)
            throws SQLException {
        JobEnvelope envelope = job.envelope();
        int i = from;
        to.setString(i++, envelope.id().value());
        to.setString(i++, envelope.name());
        to.setString(i++, envelope.queue());
        to.setInt(i++, envelope.priority());
        setTime(to, i++, job.submittedAt());
        to.setString(i++, envelope.origin());
        to.setString(i++, clean(envelope.payload()));
        to.setString(i++, Json.Details.of(envelope));
        to.setString(i, haystack(envelope));
    }

    /** What a search looks in, beside the error. */
    private static String haystack(JobEnvelope envelope) {
        var text = new StringBuilder(envelope.id().value()).append('\n').append(envelope.name());
        envelope.options()
                .labels()
                .forEach((label, value) ->
                        text.append('\n').append(label).append('\n').append(value));
        String found = clean(text.toString());
        return found == null ? "" : found.toLowerCase(Locale.ROOT);
    }

    static void setTime(PreparedStatement to, int index, @Nullable Instant time)
            throws SQLException {
        if (time == null) {
            to.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            to.setObject(index, time.atOffset(ZoneOffset.UTC));
        }
    }

    /** PostgreSQL keeps every character but one. */
    static @Nullable String clean(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
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
        int i = MUTABLE.length + 1;
        var id = new JobId(text(from, i++));
        String name = text(from, i++);
        String queue = text(from, i++);
        int priority = from.getInt(i++);
        Instant submitted = time(from, i++);
        String origin = text(from, i++);
        String payload = text(from, i++);
        Json.Details details = Json.Details.from(from.getString(i++));
        long seq = from.getLong(i + 1);
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
                        : Json.history(history));
    }

    /** Most jobs succeed at once, and their one attempt is known from the other columns. */
    private static boolean plainSuccess(JobRecord job) {
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
