package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Json;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** The columns of {@code mayfly_job}: their order, their types, and what a record has for them. */
final class Columns {

    /** What a column holds. */
    enum Type {
        SMALL("smallint"),
        NUMBER("integer"),
        LONG("bigint"),
        FLAG("boolean"),
        TEXT("text"),
        TIME("timestamptz");

        /** As PostgreSQL calls it. */
        final String sql;

        Type(String sql) {
            this.sql = sql;
        }
    }

    record Column(String name, Type type) {}

    /** Those that steps change. */
    static final Column[] MUTABLE = {
        new Column("state", Type.SMALL),
        new Column("line", Type.SMALL),
        new Column("line_queue", Type.TEXT),
        new Column("line_rank", Type.LONG),
        new Column("epoch", Type.LONG),
        new Column("version", Type.LONG),
        new Column("attempts", Type.NUMBER),
        new Column("failures", Type.NUMBER),
        new Column("started_at", Type.TIME),
        new Column("finished_at", Type.TIME),
        new Column("changed_at", Type.TIME),
        new Column("due_at", Type.TIME),
        new Column("owner", Type.TEXT),
        new Column("incarnation", Type.LONG),
        new Column("cancel_requested", Type.FLAG),
        new Column("progress_done", Type.LONG),
        new Column("progress_total", Type.LONG),
        new Column("progress_message", Type.TEXT),
        new Column("error_type", Type.TEXT),
        new Column("error_message", Type.TEXT),
        new Column("error_trace", Type.TEXT),
        new Column("result", Type.TEXT),
        new Column("history", Type.TEXT),
        new Column("waiting_for", Type.TEXT),
        new Column("signals", Type.LONG),
        new Column("job_key", Type.TEXT),
        new Column("member_state", Type.SMALL)
    };

    /** Those that never change. */
    static final Column[] FIXED = {
        new Column("id", Type.TEXT),
        new Column("name", Type.TEXT),
        new Column("queue", Type.TEXT),
        new Column("priority", Type.NUMBER),
        new Column("submitted_at", Type.TIME),
        new Column("origin", Type.TEXT),
        new Column("payload", Type.TEXT),
        new Column("details", Type.TEXT),
        new Column("haystack", Type.TEXT),
        new Column("batch", Type.TEXT),
        new Column("parent", Type.TEXT)
    };

    /** All of them, the mutable ones first. */
    static final Column[] ALL =
            Stream.concat(Arrays.stream(MUTABLE), Arrays.stream(FIXED)).toArray(Column[]::new);

    /** Takes the values of one record, column by column. */
    interface Sink {
        void text(@Nullable String value) throws SQLException;

        void number(@Nullable Long value) throws SQLException;

        void flag(boolean value) throws SQLException;

        void time(@Nullable Instant value) throws SQLException;
    }

    private Columns() {}

    static void mutable(JobRecord job, Sink to) throws SQLException {
        Codes.Place place = Codes.place(job);
        to.number((long) Codes.of(job.state()));
        to.number(place == null ? null : (long) place.line());
        to.text(place == null ? null : place.queue());
        to.number(place == null ? null : place.rank());
        to.number(job.epoch());
        to.number(job.version());
        to.number((long) job.attempts());
        to.number((long) job.failures());
        to.time(job.startedAt());
        to.time(job.finishedAt());
        to.time(job.changedAt());
        to.time(job.dueAt());
        to.text(job.owner());
        to.number(job.incarnation() == 0 ? null : job.incarnation());
        to.flag(job.cancelRequested());
        to.number(job.progress().done());
        to.number(job.progress().total());
        to.text(clean(job.progress().message()));
        JobError error = job.error();
        to.text(error == null ? null : error.type());
        to.text(error == null ? null : clean(error.message()));
        to.text(error == null ? null : clean(error.trace()));
        to.text(clean(job.result()));
        to.text(JobTable.isPlainSuccess(job) ? null : clean(Json.history(job.history())));
        to.text(job.waitingFor());
        to.number(job.signals());
        to.text(
                place == null
                        ? null
                        : clean(job.key())); // for what is in line only; see the options
        // By hand: PostgreSQL takes half as long again for a change of a row that has a generated
        // column, whose expression it reads from its text each time.
        to.number(batch(job) == null ? null : (long) Codes.of(job.state()));
    }

    static void fixed(JobRecord job, Sink to) throws SQLException {
        JobEnvelope envelope = job.envelope();
        to.text(envelope.id().value());
        to.text(envelope.name());
        to.text(envelope.queue());
        to.number((long) envelope.priority());
        to.time(job.submittedAt());
        to.text(envelope.origin());
        to.text(clean(envelope.payload()));
        to.text(clean(Json.Details.of(envelope)));
        to.text(haystack(envelope));
        to.text(batch(job));
        JobId parent = envelope.parent();
        to.text(parent == null ? null : parent.value());
    }

    private static @Nullable String batch(JobRecord job) {
        BatchPart part = job.envelope().options().policies().batch();
        return part == null ? null : part.batch();
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

    /** PostgreSQL keeps every character but one. */
    static @Nullable String clean(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }
}
