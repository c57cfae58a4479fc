package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.store.jdbc.internal.policy.BatchTable;
import dev.mayfly.store.jdbc.internal.policy.DependencyTable;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.RareIndexes;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads jobs and counters. Safe for use by any thread. */
public final class Lookup {

    private static final int SHOWN = 100;

    private static final int AT_ONCE = 1_000;

    private final Database database;

    Lookup(Database database) {
        this.database = database;
    }

    /**
     * Looks up a job.
     *
     * @param id which
     * @return its record, if it is there
     */
    public Optional<JobRecord> find(JobId id) {
        List<JobRecord> found =
                select(
                        "looking up a job",
                        JobTable.select("id = ?"),
                        s -> s.setString(1, id.value()));
        return found.stream().findFirst();
    }

    /**
     * Looks up many jobs, a thousand at a time.
     *
     * @param ids which
     * @return those that are there, by id
     */
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        List<String> wanted = ids.stream().map(JobId::value).distinct().toList();
        if (wanted.isEmpty()) {
            return Map.of();
        }
        return database.read(
                "looking up jobs",
                connection -> {
                    Map<JobId, JobRecord> found = HashMap.newHashMap(wanted.size());
                    for (int from = 0; from < wanted.size(); from += AT_ONCE) {
                        int to = Math.min(wanted.size(), from + AT_ONCE);
                        jobs(connection, wanted.subList(from, to))
                                .forEach(job -> found.put(job.id(), job));
                    }
                    return found;
                });
    }

    /**
     * What a job has decided.
     *
     * @param id which
     * @return in the order in which it was stored
     */
    public List<StepRecord> steps(JobId id) {
        return database.read("reading steps", connection -> StepTable.steps(connection, id));
    }

    /**
     * The signals that were sent to a job.
     *
     * @param id which
     * @return by number
     */
    public List<SignalRecord> signals(JobId id) {
        return database.read("reading signals", connection -> StepTable.signals(connection, id));
    }

    private interface Values {
        void set(PreparedStatement statement) throws SQLException;
    }

    private List<JobRecord> select(String what, String sql, Values values) {
        return database.read(
                what,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        values.set(statement);
                        return JobTable.readJobs(statement);
                    }
                });
    }

    /**
     * Searches.
     *
     * @param query for what
     * @return a page
     */
    public JobPage query(JobQuery query) {
        return database.read(
                "searching jobs",
                connection -> {
                    if (isOfNone(connection, query)) {
                        return new JobPage(List.of(), null);
                    }
                    database.dialect().goInOrder(connection);
                    return Search.page(connection, query);
                });
    }

    /** Whether it asks for members or children where no job has been one: no index tells. */
    private boolean isOfNone(Connection connection, JobQuery query) throws SQLException {
        RareIndexes indexes = database.indexes();
        return (query.batch() != null && !indexes.mayHave(connection, RareIndexes.Kind.BATCH))
                || (query.parent() != null
                        && !indexes.mayHave(connection, RareIndexes.Kind.PARENT));
    }

    /**
     * Counts.
     *
     * @return by queue
     */
    public Map<String, QueueCounters> counters() {
        return database.read("reading the counters", CounterTable::read);
    }

    /**
     * What is due.
     *
     * @param now by then
     * @param limit how many at most
     * @return the longest due first
     */
    public List<JobRecord> due(Instant now, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit + " is below 1");
        }
        return select(
                "looking for due jobs",
                JobTable.select(
                        "line = 2 AND line_queue = '' AND line_rank <= ? ORDER BY line, line_queue,"
                                + " line_rank, seq LIMIT ?"),
                statement -> {
                    statement.setLong(1, Codes.micros(now));
                    statement.setInt(2, limit);
                });
    }

    /**
     * How a batch stands.
     *
     * @param id which
     * @return its record, if it is there
     */
    public Optional<BatchRecord> batch(String id) {
        return database.read(
                "looking up a batch",
                connection -> Optional.ofNullable(BatchTable.find(connection, id)));
    }

    /**
     * Those that a job waits for still.
     *
     * @param id the job's
     * @return at most 100
     */
    public List<JobRecord> predecessors(JobId id) {
        return database.read(
                "looking for what a job waits for",
                connection ->
                        jobs(connection, DependencyTable.parents(connection, id.value(), SHOWN)));
    }

    /**
     * Those that come or came after a job.
     *
     * @param id the job's
     * @return at most 100
     */
    public List<JobRecord> successors(JobId id) {
        return database.read(
                "looking for what comes after a job",
                connection ->
                        jobs(connection, DependencyTable.children(connection, id.value(), SHOWN)));
    }

    private static List<JobRecord> jobs(Connection connection, List<String> ids)
            throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement =
                connection.prepareStatement(JobTable.select("id = ANY(?) ORDER BY id"))) {
            statement.setArray(1, connection.createArrayOf("varchar", ids.toArray()));
            return JobTable.readJobs(statement);
        }
    }

    /**
     * When the next is due.
     *
     * @return the earliest time
     */
    public Optional<Instant> nextDue() {
        return database.read(
                "looking for the next due job",
                connection -> {
                    try (PreparedStatement statement =
                                    connection.prepareStatement(
                                            "SELECT line_rank FROM mayfly_job WHERE line = 2 AND"
                                                    + " line_queue = '' ORDER BY line, line_queue,"
                                                    + " line_rank, seq LIMIT 1");
                            ResultSet found = statement.executeQuery()) {
                        return found.next()
                                ? Optional.of(Codes.instant(found.getLong(1)))
                                : Optional.<Instant>empty();
                    }
                });
    }
}
