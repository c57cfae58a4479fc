package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.store.jdbc.internal.policy.BatchTable;
import dev.mayfly.store.jdbc.internal.policy.DependencyTable;
import dev.mayfly.store.jdbc.internal.policy.KeyTable;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.RunnerRows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Removes ended jobs, what belongs to them, and runners long gone, in small transactions. */
final class Eviction {

    private static final int AT_ONCE = 500;

    private final Database database;
    private final Retention retention;
    private final long slot;

    Eviction(Database database, Retention retention) {
        this.database = database;
        this.slot = CounterTable.slot(database.dialect());
        this.retention = retention;
    }

    int run(Instant now) {
        int removed = 0;
        removed += run(JobState.SUCCEEDED, retention.succeeded(), now);
        removed += run(JobState.FAILED, retention.failed(), now);
        removed += run(JobState.CANCELLED, retention.cancelled(), now);
        database.run(
                "tidying up",
                connection -> {
                    CounterTable.fold(connection, database.dialect());
                    BatchTable.removeEmpty(connection);
                    RunnerRows.removeForgotten(connection, database.dialect());
                    return true;
                });
        return removed;
    }

    private int run(JobState state, Retention.Rule rule, Instant now) {
        int removed = 0;
        Instant oldest = now.minus(rule.age());
        for (int last = AT_ONCE; last == AT_ONCE; removed += last) {
            last = remove(state, "finished_at < ?", oldest, AT_ONCE);
        }
        long surplus = count(state) - rule.count();
        while (surplus > 0) {
            int more = remove(state, "finished_at <= ?", now, (int) Math.min(surplus, AT_ONCE));
            if (more == 0) {
                break; // the rest ended after now, or somebody else removes them
            }
            removed += more;
            surplus -= more;
        }
        return removed;
    }

    private long count(JobState state) {
        return database.read(
                "counting",
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "SELECT SUM(present) FROM mayfly_counter WHERE state = ?")) {
                        statement.setInt(1, Codes.of(state));
                        try (ResultSet found = statement.executeQuery()) {
                            found.next();
                            return found.getLong(1);
                        }
                    }
                });
    }

    private int remove(JobState state, String condition, Instant time, int limit) {
        return database.run(
                "removing ended jobs",
                connection -> remove(connection, state, condition, time, limit));
    }

    private int remove(
            Connection connection, JobState state, String condition, Instant time, int limit)
            throws SQLException {
        var ids = new ArrayList<String>();
        var queues = new HashMap<String, String>();
        String sql =
                "SELECT id, queue FROM mayfly_job WHERE state = ? AND "
                        + condition
                        + " AND NOT EXISTS (SELECT 1 FROM mayfly_dependency d JOIN mayfly_job c"
                        + " ON c.id = d.child WHERE d.parent = mayfly_job.id AND c.state = "
                        + Codes.of(JobState.BLOCKED)
                        + ") ORDER BY state, seq LIMIT ?"
                        + database.dialect().locking();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, Codes.of(state));
            JobTable.setTime(statement, 2, time);
            statement.setInt(3, limit);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    ids.add(found.getString(1));
                    queues.put(found.getString(1), found.getString(2));
                }
            }
        }
        return ids.isEmpty() ? 0 : delete(connection, state, ids, queues);
    }

    private int delete(
            Connection connection, JobState state, List<String> ids, Map<String, String> queues)
            throws SQLException {
        var gone = new ArrayList<String>();
        var deltas = new CounterTable.Deltas();
        // It may have been made ready again since it was read.
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM mayfly_job WHERE id = ? AND state = ?")) {
            for (String id : ids) {
                statement.setString(1, id);
                statement.setInt(2, Codes.of(state));
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1) {
                    gone.add(ids.get(i));
                    deltas.removed(queues.getOrDefault(ids.get(i), ""), state, 1);
                }
            }
        }
        LogTable.remove(connection, gone);
        StepTable.remove(connection, gone);
        KeyTable.remove(connection, gone);
        DependencyTable.remove(connection, gone);
        deltas.write(connection, database.dialect(), slot);
        return gone.size();
    }
}
