package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.LogLine;
import dev.mayfly.jobs.store.LogPage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines of logs. The number of a job's next line is remembered from line to line, which holds since
 * a job has one owner at a time; where two write after all, as while an old owner is being fenced,
 * the second takes what the database says.
 *
 * <p>Thread rule: {@link #append} is for the writers, each with its own jobs; the rest is static.
 */
final class LogTable {

    private static final int REMEMBERED = 10_000;

    private static final String INSERT =
            "INSERT INTO mayfly_log (job_id, line, attempt, at, text)"
                    + " SELECT j.id, CAST(? AS BIGINT), CAST(? AS INTEGER),"
                    + " CAST(? AS TIMESTAMP WITH TIME ZONE), CAST(? AS VARCHAR)"
                    + " FROM mayfly_job j WHERE j.id = ?";

    private final int perJob;

    private record Key(JobId id, int attempt) {}

    /** Guarded by itself. */
    private final Map<Key, Long> next =
            new LinkedHashMap<>(16, 0.75f, true) {
                @java.io.Serial private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
                    return size() > REMEMBERED;
                }
            };

    LogTable(int perJob) {
        this.perJob = perJob;
    }

    void append(Connection connection, List<Work.Line> lines) throws SQLException {
        if (lines.isEmpty()) {
            return;
        }
        var numbers = new LinkedHashMap<Key, Long>();
        var crowded = new LinkedHashMap<JobId, Long>();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (Work.Line line : lines) {
                var key = new Key(line.id(), line.attempt());
                Long known = numbers.get(key);
                long number = known != null ? known : first(connection, key);
                numbers.put(key, number + 1);
                statement.setLong(1, number);
                statement.setInt(2, line.attempt());
                JobTable.setTime(statement, 3, line.at());
                statement.setString(4, Columns.clean(line.text()));
                statement.setString(5, line.id().value());
                statement.addBatch();
                // A tenth more than is kept, so that few lines pay for a deletion.
                if ((number + 1) % Math.max(1, perJob / 10) == 0 && number >= perJob) {
                    crowded.put(line.id(), number + 1 - perJob);
                }
            }
            statement.executeBatch();
        } catch (SQLException e) {
            synchronized (next) {
                numbers.keySet().forEach(next::remove);
            }
            throw e;
        }
        synchronized (next) {
            next.putAll(numbers);
        }
        thinOut(connection, crowded);
    }

    private long first(Connection connection, Key key) throws SQLException {
        synchronized (next) {
            Long known = next.get(key);
            if (known != null) {
                return known;
            }
        }
        return end(connection, key.id);
    }

    /** Another process may write the next line of a job's attempt. */
    void forget(JobId id, int attempt) {
        synchronized (next) {
            next.remove(new Key(id, attempt));
        }
    }

    private static void thinOut(Connection connection, Map<JobId, Long> crowded)
            throws SQLException {
        if (crowded.isEmpty()) {
            return;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "DELETE FROM mayfly_log WHERE job_id = ? AND line < ?")) {
            for (var job : crowded.entrySet()) {
                statement.setString(1, job.getKey().value());
                statement.setLong(2, job.getValue());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The number after that of the last line. */
    private static long end(Connection connection, JobId id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT MAX(line) FROM mayfly_log WHERE job_id = ?")) {
            statement.setString(1, id.value());
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                long last = found.getLong(1);
                return found.wasNull() ? 0 : last + 1;
            }
        }
    }

    static LogPage read(Connection connection, JobId id, long from, int limit, int perJob)
            throws SQLException {
        long end = end(connection, id);
        long first = Math.max(0, end - perJob); // what lies before is about to be deleted
        var lines = new ArrayList<LogLine>();
        String sql =
                "SELECT line, attempt, at, text FROM mayfly_log WHERE job_id = ? AND line >= ?"
                        + " ORDER BY line LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.value());
            statement.setLong(2, Math.max(from, first));
            statement.setInt(3, limit);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    var at = JobTable.time(found, 3);
                    lines.add(
                            new LogLine(
                                    found.getLong(1),
                                    found.getInt(2),
                                    at == null ? java.time.Instant.EPOCH : at,
                                    found.getString(4)));
                }
            }
        }
        return new LogPage(lines, first, lines.isEmpty() ? end : lines.getLast().index() + 1);
    }

    /** The logs of jobs that are not kept any longer. */
    static void remove(Connection connection, List<String> ids) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM mayfly_log WHERE job_id = ?")) {
            for (String id : ids) {
                statement.setString(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
