package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.Attempt;
import dev.mayfly.jobs.model.JobEnvelope;
import dev.mayfly.jobs.model.JobError;
import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobOptions;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Progress;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.store.UnknownStateException;
import dev.mayfly.jobs.store.UnreadableJobException;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Json;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads one row of {@code mayfly_job}, and never fails for what is in it: whatever cannot be read
 * is left at its default, and the record says so by its error. A row that threw would be thrown at
 * whoever looks for the next job, again and again. Used once, by one thread.
 */
final class RowReader {

    private static final int FIXED = Columns.MUTABLE.length + 1;

    /** For a job whose own cannot be read. */
    private static final int USUAL_PRIORITY = 10;

    private final ResultSet from;
    private final String id;
    private @Nullable UnreadableJobException damage;

    /** At a row. */
    RowReader(ResultSet from) throws SQLException {
        this.from = from;
        this.id = text(FIXED);
    }

    JobTable.Row read() throws SQLException {
        long seq = from.getLong(Columns.ALL.length + 1);
        int code = from.getInt(1);
        JobState state = state(code);
        JobEnvelope envelope = envelope(seq);
        JobRecord job = record(envelope, state == null ? JobState.FAILED : state);
        if (state != null) {
            checkLine(job);
        }
        UnreadableJobException found = damage;
        return found == null
                ? new JobTable.Row(job, seq, code, null)
                : new JobTable.Row(withError(job, error(job, found)), seq, code, found);
    }

    private @Nullable JobState state(int code) {
        try {
            return Codes.state(code);
        } catch (IllegalArgumentException e) {
            damage = new UnknownStateException(id, "column state of mayfly_job", e);
            return null;
        }
    }

    /** What cannot be read is replaced, and remembered. */
    private <T extends @Nullable Object> T part(String column, T instead, Supplier<T> read) {
        try {
            return read.get();
        } catch (RuntimeException e) { // of a parser, or of the constructor of what it has read
            if (damage == null) {
                damage = new UnreadableJobException(id, "column " + column + " of mayfly_job", e);
            }
            return instead;
        }
    }

    private JobEnvelope envelope(long seq) throws SQLException {
        int column = FIXED + 1;
        String name = text(column++);
        String queue = text(column++);
        int priority = from.getInt(column++);
        column++; // submitted_at
        String origin = text(column++);
        String payload = text(column++);
        String details = from.getString(column);
        JobId known = part("id", null, () -> new JobId(id));
        JobId named = known != null ? known : new JobId("unreadable-" + seq);
        int urgency = part("priority", USUAL_PRIORITY, () -> checked(priority));
        JobOptions instead = optionsByColumns();
        var bare =
                new JobEnvelope(
                        named, name, queue, urgency, payload, instead, Map.of(), origin, List.of());
        return part("details", bare, () -> detailed(bare, Json.Details.from(details)));
    }

    private static int checked(int priority) {
        var _ = JobOptions.DEFAULTS.withPriority(priority);
        return priority;
    }

    /** Whether it belongs to a batch is also in a column, and the batch counts on it. */
    private JobOptions optionsByColumns() throws SQLException {
        String batch = from.getString(FIXED + 9);
        if (batch == null) {
            return JobOptions.DEFAULTS;
        }
        var part = new BatchPart(batch, "", BatchPart.Role.MEMBER);
        return JobOptions.DEFAULTS.withPolicies(JobOptions.DEFAULTS.policies().withBatch(part));
    }

    private static JobEnvelope detailed(JobEnvelope bare, Json.Details details) {
        return new JobEnvelope(
                bare.id(),
                bare.name(),
                bare.queue(),
                bare.priority(),
                bare.payload(),
                details.optionsOrDefaults(),
                details.traceOrNone(),
                bare.origin(),
                details.lineageOrNone());
    }

    private JobRecord record(JobEnvelope envelope, JobState state) throws SQLException {
        int attempts = from.getInt(7);
        Instant started = JobTable.time(from, 9);
        Instant finished = JobTable.time(from, 10);
        Instant changed = JobTable.time(from, 11);
        Instant submitted = JobTable.time(from, FIXED + 4);
        Instant accepted = submitted == null ? Instant.EPOCH : submitted;
        String errorType = from.getString(19);
        return new JobRecord(
                envelope,
                state,
                attempts,
                from.getInt(8),
                from.getLong(5),
                from.getLong(6),
                accepted,
                started,
                finished,
                changed == null ? accepted : changed,
                JobTable.time(from, 12),
                from.getString(13),
                from.getLong(14),
                from.getBoolean(15),
                from.getString(22),
                errorType == null ? null : new JobError(errorType, text(20), from.getString(21)),
                progress(),
                history(state, attempts, started, finished),
                from.getString(24),
                from.getLong(25));
    }

    private Progress progress() throws SQLException {
        long done = from.getLong(16);
        long total = from.getLong(17);
        String message = from.getString(18);
        return part("progress_done", Progress.NONE, () -> new Progress(done, total, message));
    }

    private List<Attempt> history(
            JobState state, int attempts, @Nullable Instant started, @Nullable Instant finished)
            throws SQLException {
        String text = from.getString(23);
        boolean plain = state == JobState.SUCCEEDED && text == null;
        return plain && started != null && finished != null
                ? List.of(JobTable.success(attempts, started, finished))
                : part("history", List.of(), () -> List.copyOf(Json.history(text)));
    }

    /** One that stands in a line where its state has no business would be taken in that line. */
    private void checkLine(JobRecord job) throws SQLException {
        int line = from.getInt(2);
        Codes.Place place = Codes.place(job);
        int expected = place == null ? 0 : place.line();
        part(
                "line",
                line,
                () -> {
                    if (line != expected) {
                        throw new IllegalArgumentException(
                                "it is "
                                        + line
                                        + ", and of a job that is "
                                        + job.state()
                                        + " "
                                        + expected);
                    }
                    return line;
                });
    }

    /** What it failed by itself is told too; one that was set aside has its reason already. */
    private static JobError error(JobRecord job, UnreadableJobException damage) {
        JobError own = job.error();
        String type = damage.getClass().getName();
        String message = String.valueOf(damage.getMessage());
        return own != null && own.type().equals(type)
                ? own
                : new JobError(type, own == null ? message : message + "; before: " + own, null);
    }

    private static JobRecord withError(JobRecord job, JobError error) {
        return new JobRecord(
                job.envelope(),
                job.state(),
                job.attempts(),
                job.failures(),
                job.epoch(),
                job.version(),
                job.submittedAt(),
                job.startedAt(),
                job.finishedAt(),
                job.changedAt(),
                job.dueAt(),
                job.owner(),
                job.incarnation(),
                job.cancelRequested(),
                job.result(),
                error,
                job.progress(),
                job.history(),
                job.waitingFor(),
                job.signals());
    }

    private String text(int column) throws SQLException {
        String text = from.getString(column);
        return text == null ? "" : text;
    }
}
