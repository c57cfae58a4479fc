package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.PolicyTransition;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.Blocking;
import dev.mayfly.store.jdbc.internal.policy.BatchTable;
import dev.mayfly.store.jdbc.internal.policy.DependencyTable;
import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Moves on what waited for jobs that end in a transaction, in that transaction. Used once, by one
 * thread.
 *
 * <p>Two of those that a job waits for may end at the same time in two transactions that do not see
 * each other's. So each locks the row of the job that waits before it looks whether all others have
 * ended: the second to lock it sees what the first has done. A batch is locked in the same way.
 */
final class Followers {

    private final Connection connection;
    private final Dialect dialect;
    private final CounterTable.Deltas deltas;
    private final List<JobTable.Change> moved = new ArrayList<>();

    private Followers(Connection connection, Dialect dialect, CounterTable.Deltas deltas) {
        this.connection = connection;
        this.dialect = dialect;
        this.deltas = deltas;
    }

    /**
     * Follows the jobs that have ended, or run again, as far as the transaction knows.
     *
     * @param connection in a transaction
     * @param dialect its database's
     * @param deltas what the transaction has done so far; what this does is added
     * @return what it has done
     */
    static List<JobTable.Change> follow(
            Connection connection, Dialect dialect, CounterTable.Deltas deltas)
            throws SQLException {
        var followers = new Followers(connection, dialect, deltas);
        for (List<JobTable.Change> ends = deltas.ends(); !ends.isEmpty(); ends = deltas.ends()) {
            followers.follow(ends);
        }
        return followers.moved;
    }

    /**
     * Looks after new jobs that come after others, which may have ended already.
     *
     * @param children their ids
     * @return what it has done
     */
    static List<JobTable.Change> confirm(
            Connection connection,
            Dialect dialect,
            CounterTable.Deltas deltas,
            List<String> children)
            throws SQLException {
        var followers = new Followers(connection, dialect, deltas);
        followers.confirm(children);
        followers.moved.addAll(follow(connection, dialect, deltas));
        return followers.moved;
    }

    private void confirm(List<String> children) throws SQLException {
        List<DependencyTable.Row> rows = DependencyTable.unseen(connection, children);
        var parents = new TreeMap<String, JobRecord>();
        for (DependencyTable.Row row : rows) {
            if (!parents.containsKey(row.parent())) {
                JobRecord parent = lock(row.parent());
                if (parent != null) {
                    parents.put(row.parent(), parent);
                }
            }
        }
        var open = new ArrayList<DependencyTable.Row>();
        var settled = new ArrayList<DependencyTable.Row>();
        var ended = new HashMap<String, Blocking.Ended>();
        for (DependencyTable.Row row : rows) {
            JobRecord parent = parents.get(row.parent());
            if (parent != null && !parent.state().isTerminal()) {
                open.add(row);
            } else {
                settled.add(row);
                ended.put(
                        row.parent(),
                        parent == null
                                ? new Blocking.Ended(row.parent(), "", JobState.SUCCEEDED)
                                : Blocking.Ended.of(parent));
            }
        }
        DependencyTable.open(connection, open);
        settle(settled, ended, null);
    }

    private void follow(List<JobTable.Change> ends) throws SQLException {
        var ended = new HashMap<String, Blocking.Ended>();
        Instant at = Instant.EPOCH;
        for (JobTable.Change end : ends) {
            if (end.after().state().isTerminal()) {
                ended.put(end.after().id().value(), Blocking.Ended.of(end.after()));
                at = at.isAfter(end.after().changedAt()) ? at : end.after().changedAt();
            }
        }
        if (!ended.isEmpty()) {
            settle(DependencyTable.unsettled(connection, dialect, ended.keySet()), ended, at);
        }
        count(ends, at);
    }

    // ---- dependencies

    private void settle(
            List<DependencyTable.Row> rows, Map<String, Blocking.Ended> ended, @Nullable Instant at)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        DependencyTable.settle(connection, rows);
        var byChild = new TreeMap<String, List<Blocking.Ended>>(); // locked in this order
        for (DependencyTable.Row row : rows) {
            Blocking.Ended parent = ended.get(row.parent());
            if (parent != null) {
                byChild.computeIfAbsent(row.child(), child -> new ArrayList<>()).add(parent);
            }
        }
        for (var entry : byChild.entrySet()) {
            JobRecord child = lock(entry.getKey());
            if (child != null) {
                boolean open = !DependencyTable.parents(connection, entry.getKey(), 1).isEmpty();
                Instant when = at == null ? child.submittedAt() : at;
                take(child, Blocking.step(child, entry.getValue(), open, when));
            }
        }
    }

    private @Nullable JobRecord lock(String id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(JobTable.select("id = ?") + " FOR UPDATE")) {
            statement.setString(1, id);
            List<JobRecord> found = JobTable.readJobs(statement);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    private void take(JobRecord job, @Nullable PolicyTransition step) throws SQLException {
        if (step == null) {
            return;
        }
        var change = new JobTable.Change(job, step.applyTo(job));
        if (!JobTable.update(connection, List.of(change))[0]) {
            throw new SQLException("job " + job.id() + " was changed though locked", "40001");
        }
        deltas.moved(change.before(), change.after());
        moved.add(change);
    }

    // ---- batches

    private void count(List<JobTable.Change> ends, Instant at) throws SQLException {
        Map<String, long[]> counts = new TreeMap<>(); // locked in this order
        for (JobTable.Change end : ends) {
            String batch = Blocking.memberOf(end.after());
            if (batch != null) {
                long[] sums = counts.computeIfAbsent(batch, id -> new long[3]);
                add(sums, end.before().state(), -1);
                add(sums, end.after().state(), 1);
            }
        }
        for (var entry : counts.entrySet()) {
            long[] sums = entry.getValue();
            finish(BatchTable.count(connection, entry.getKey(), sums[0], sums[1], sums[2]), at);
        }
    }

    private static void add(long[] sums, JobState state, int change) {
        switch (state) {
            case SUCCEEDED -> sums[0] += change;
            case FAILED -> sums[1] += change;
            case CANCELLED -> sums[2] += change;
            default -> {
                // Only ends are counted.
            }
        }
    }

    /** If all members have ended, for the first time, what comes after them goes on. */
    private void finish(@Nullable BatchRecord batch, Instant at) throws SQLException {
        if (batch == null || !batch.isDone() || batch.finishedAt() != null) {
            return;
        }
        BatchTable.finish(connection, batch.id(), at);
        for (JobId closer : Blocking.closers(batch)) {
            JobRecord job = lock(closer.value());
            if (job != null) {
                take(job, Blocking.step(job, batch, at));
            }
        }
    }

    /** A batch was added that may have no members. */
    static List<JobTable.Change> finishEmpty(
            Connection connection,
            Dialect dialect,
            CounterTable.Deltas deltas,
            Map<String, Instant> batches)
            throws SQLException {
        var followers = new Followers(connection, dialect, deltas);
        for (var entry : batches.entrySet()) {
            followers.finish(BatchTable.find(connection, entry.getKey()), entry.getValue());
        }
        return followers.moved;
    }
}
