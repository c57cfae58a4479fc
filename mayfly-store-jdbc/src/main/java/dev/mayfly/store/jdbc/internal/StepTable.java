package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.StepTransition;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.store.jdbc.internal.sql.Codes;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rows of {@code mayfly_step} and {@code mayfly_signal}: what one transaction adds to them, and
 * what is in them. An instance belongs to one thread.
 */
final class StepTable {

    private record Step(JobId id, long number, StepRecord step) {}

    private record Sent(JobId id, SignalRecord signal) {}

    private record Taken(JobId id, long number) {}

    /** A step may be there already, by a commit whose answer was lost. */
    private final boolean inDoubt;

    private final Set<JobId> forgotten = new TreeSet<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();

    StepTable(boolean inDoubt) {
        this.inDoubt = inDoubt;
    }

    /** Takes note of a step of a job's life that is applied in this transaction. */
    void note(Transition transition, JobRecord after) {
        switch (transition) {
            case StepTransition.Decide decided -> {
                steps.add(new Step(after.id(), after.version(), decided.step()));
                if (decided.signal() != 0) {
                    taken.add(new Taken(after.id(), decided.signal()));
                }
            }
            case StepTransition.Signal signal -> sent.add(new Sent(after.id(), signal.signal()));
            case Transition.Redrive redrive when redrive.fresh() -> {
                steps.removeIf(step -> step.id.equals(after.id()));
                forgotten.add(after.id());
            }
            default -> {}
        }
    }

    /** Writes what was noted. */
    void write(Connection connection) throws SQLException {
        removeSteps(connection, forgotten.stream().map(JobId::value).toList());
        if (inDoubt) {
            removeDoubtful(connection);
        }
        writeSteps(connection);
        writeSent(connection); // before the next: one may be sent and taken in one transaction
        writeTaken(connection);
    }

    private void removeDoubtful(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "DELETE FROM mayfly_step WHERE job_id = ? AND step = ?")) {
            for (Step row : steps) {
                statement.setString(1, row.id.value());
                statement.setString(2, row.step.key());
                statement.executeUpdate();
            }
        }
    }

    private void writeSteps(Connection connection) throws SQLException {
        if (steps.isEmpty()) {
            return;
        }
        String sql =
                "INSERT INTO mayfly_step (job_id, step, number, kind, name, occurrence, result,"
                        + " sender, attempt, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Step row : steps) {
                StepRecord step = row.step;
                statement.setString(1, row.id.value());
                statement.setString(2, step.key());
                statement.setLong(3, row.number);
                statement.setInt(4, Codes.of(step.kind()));
                statement.setString(5, step.name());
                statement.setInt(6, step.occurrence());
                statement.setString(7, Columns.clean(step.result()));
                statement.setString(8, Columns.clean(step.sender()));
                statement.setInt(9, step.attempt());
                JobTable.setTime(statement, 10, step.at());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void writeSent(Connection connection) throws SQLException {
        if (sent.isEmpty()) {
            return;
        }
        String sql =
                "INSERT INTO mayfly_signal (job_id, number, name, signal_id, payload, sender, at,"
                        + " taken) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Sent row : sent) {
                SignalRecord signal = row.signal;
                statement.setString(1, row.id.value());
                statement.setLong(2, signal.number());
                statement.setString(3, signal.name());
                statement.setString(4, Columns.clean(signal.signalId()));
                statement.setString(5, Columns.clean(signal.payload()));
                statement.setString(6, Columns.clean(signal.sender()));
                JobTable.setTime(statement, 7, signal.at());
                statement.setBoolean(8, signal.taken());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private void writeTaken(Connection connection) throws SQLException {
        if (taken.isEmpty()) {
            return;
        }
        String sql =
                "UPDATE mayfly_signal SET taken = TRUE, payload = 'null' WHERE job_id = ? AND"
                        + " number = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Taken row : taken) {
                statement.setString(1, row.id.value());
                statement.setLong(2, row.number);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    // ---- reading

    static List<StepRecord> steps(Connection connection, JobId id) throws SQLException {
        var steps = new ArrayList<StepRecord>();
        String sql =
                "SELECT kind, name, occurrence, result, sender, attempt, at FROM mayfly_step WHERE"
                        + " job_id = ? ORDER BY number";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.value());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    steps.add(
                            new StepRecord(
                                    Codes.stepKind(found.getInt(1)),
                                    found.getString(2),
                                    found.getInt(3),
                                    found.getString(4),
                                    found.getString(5),
                                    found.getInt(6),
                                    time(JobTable.time(found, 7))));
                }
            }
        }
        return steps;
    }

    static List<SignalRecord> signals(Connection connection, JobId id) throws SQLException {
        var signals = new ArrayList<SignalRecord>();
        String sql =
                "SELECT number, name, signal_id, payload, sender, at, taken FROM mayfly_signal"
                        + " WHERE job_id = ? ORDER BY number";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.value());
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    signals.add(
                            new SignalRecord(
                                    found.getLong(1),
                                    found.getString(2),
                                    found.getString(3),
                                    found.getString(4),
                                    found.getString(5),
                                    time(JobTable.time(found, 6)),
                                    found.getBoolean(7)));
                }
            }
        }
        return signals;
    }

    private static Instant time(@Nullable Instant read) {
        return read == null ? Instant.EPOCH : read;
    }

    // ---- removing

    /** All that belongs to jobs that are not kept any longer. */
    static void remove(Connection connection, List<String> ids) throws SQLException {
        removeSteps(connection, ids);
        remove(connection, "DELETE FROM mayfly_signal WHERE job_id = ?", ids);
    }

    private static void removeSteps(Connection connection, List<String> ids) throws SQLException {
        remove(connection, "DELETE FROM mayfly_step WHERE job_id = ?", ids);
    }

    private static void remove(Connection connection, String sql, List<String> ids)
            throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (String id : ids) {
                statement.setString(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
