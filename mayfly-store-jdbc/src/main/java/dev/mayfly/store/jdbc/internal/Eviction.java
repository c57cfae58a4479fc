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
import java.util.concurrent.ConcurrentHashMap;

/**
 * Removes ended jobs, what belongs to them, and runners long gone, in small transactions.
 *
 * <p>No index has the time of a job's end, which each end would have to pay for. Jobs are looked
 * through in the order in which they were accepted, {@value #WINDOW} at a time: from the oldest on
 * while any are found that have to go, and then one such window further on each time, round and
 * round, for those that ended long after their neighbours. So a run that finds nothing looks at two
 * windows, however many jobs are kept.
 */
final class Eviction {

    private static final int AT_ONCE = 500;

    /** How many kept jobs of a state are looked through in one go. */
    private static final int WINDOW = 10_000;

    private static final long END = Long.MAX_VALUE;

    private final Database database;
    private final Retention retention;
    private final long slot;
    private final int window;

    /** How far the round has come, by state. Safe for use by any thread. */
    private final Map<JobState, Long> rounds = new ConcurrentHashMap<>();

    Eviction(Database database, Retention retention) {
        this(database, retention, WINDOW);
    }

    /** With windows of another size: for tests. */
    Eviction(Database database, Retention retention, int window) {
        this.window = window;
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
        int removed = removeOld(state, now.minus(rule.age()));
        long surplus = count(state) - rule.count();
        while (surplus > 0) {
            int more =
                    remove(
                            state,
                            new Part("finished_at <= ?", now, 0, END),
                            (int) Math.min(surplus, AT_ONCE));
            if (more == 0) {
                break; // the rest ended after now, or somebody else removes them
            }
            removed += more;
            surplus -= more;
        }
        return removed;
    }

    private int removeOld(JobState state, Instant oldest) {
        int removed = 0;
        long from = 0;
        int more;
        do {
            long to = windowFrom(state, from);
            more = removeOld(state, oldest, from, to);
            removed += more;
            from = to;
        } while (more > 0 && from != END);
        if (from != END) {
            from = Math.max(from, rounds.getOrDefault(state, 0L));
            long to = windowFrom(state, from);
            removed += removeOld(state, oldest, from, to);
            rounds.put(state, to == END ? 0 : to);
        }
        return removed;
    }

    private int removeOld(JobState state, Instant oldest, long from, long to) {
        int removed = 0;
        for (int last = AT_ONCE; last == AT_ONCE; removed += last) {
            last = remove(state, new Part("finished_at < ?", oldest, from, to), AT_ONCE);
        }
        return removed;
    }

    /** The last place of the window that begins after a place. */
    private long windowFrom(JobState state, long from) {
        return database.run(
                "looking for ended jobs",
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "SELECT seq FROM mayfly_job WHERE state = ? AND seq > ?"
                                            + " ORDER BY state, seq LIMIT 1 OFFSET "
                                            + (window - 1))) {
                        statement.setInt(1, Codes.of(state));
                        statement.setLong(2, from);
                        try (ResultSet found = statement.executeQuery()) {
                            return found.next() ? found.getLong(1) : END;
                        }
                    }
                });
    }

    /** Which of the jobs of a state: after one place, up to another. */
    private record Part(String condition, Instant time, long from, long to) {}

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

    private int remove(JobState state, Part part, int limit) {
        return database.run(
                "removing ended jobs", connection -> remove(connection, state, part, limit));
    }

    private int remove(Connection connection, JobState state, Part part, int limit)
            throws SQLException {
        var ids = new ArrayList<String>();
        var queues = new HashMap<String, String>();
        String sql =
                "SELECT id, queue FROM mayfly_job WHERE state = ? AND seq > ? AND seq <= ? AND "
                        + part.condition()
                        + " AND NOT EXISTS (SELECT 1 FROM mayfly_dependency d JOIN mayfly_job c"
                        + " ON c.id = d.child WHERE d.parent = mayfly_job.id AND c.state = "
                        + Codes.of(JobState.BLOCKED)
                        + ") ORDER BY state, seq LIMIT ?"
                        + database.dialect().locking();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, Codes.of(state));
            statement.setLong(2, part.from());
            statement.setLong(3, part.to());
            JobTable.setTime(statement, 4, part.time());
            statement.setInt(5, limit);
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
