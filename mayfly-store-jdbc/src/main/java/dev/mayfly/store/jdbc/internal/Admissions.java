package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.policy.BatchPart;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.Blocking;
import dev.mayfly.jobs.store.admission.Claim;
import dev.mayfly.jobs.store.admission.Holding;
import dev.mayfly.jobs.store.admission.Ruling;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;
import dev.mayfly.store.jdbc.internal.policy.BatchTable;
import dev.mayfly.store.jdbc.internal.policy.DependencyTable;
import dev.mayfly.store.jdbc.internal.policy.KeyTable;
import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One transaction that adds jobs by their policies. Used once, by one thread.
 *
 * <p>It is the submitter's own transaction and not part of a group: whoever wants a claim that a
 * transaction under way has waits for the end of that, which may belong to an application and take
 * its time. A writer that waited so would let all others wait.
 */
final class Admissions {

    private final Connection connection;
    private final Dialect dialect;
    private final CounterTable.Deltas deltas = new CounterTable.Deltas();

    /** Who has which claim, as far as asked for. */
    private final Map<String, KeyTable.Row> holders = new HashMap<>();

    /** Jobs that have claims, as they are, and those that are about to be added. */
    private final Map<JobId, JobRecord> known = new HashMap<>();

    private final Map<JobId, JobRecord> toAdd = new LinkedHashMap<>();

    /** All that were or are to be added. */
    private final Set<JobId> added = new LinkedHashSet<>();

    /** Those of them that come after others. */
    private final List<String> children = new ArrayList<>();

    /** Batches that did not exist before. */
    private final Map<String, Instant> begun = new TreeMap<>();

    /** In what circumstances. */
    enum Way {
        /** In a transaction of its own. */
        FIRST,
        /** The same again: the first may have been committed, and its answer lost. */
        AGAIN,
        /** In a transaction that may take its time. */
        JOINED
    }

    /**
     * What came of it, if the transaction is committed.
     *
     * @param admissions of each job
     * @param moved other jobs that went on
     * @param unconfirmed the ids of jobs that must be looked after once it is committed
     */
    record Outcome(
            List<SubmissionOutcome> admissions,
            List<JobTable.Change> moved,
            List<String> unconfirmed) {}

    private Admissions(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /**
     * Adds jobs.
     *
     * @param connection in a transaction
     * @param dialect its database's
     * @param jobs which
     * @param slot of the counters
     * @param way in what circumstances
     * @return what became of each
     */
    static Outcome admit(
            Connection connection, Dialect dialect, List<JobRecord> jobs, long slot, Way way)
            throws SQLException {
        return new Admissions(connection, dialect).admit(jobs, slot, way);
    }

    private Outcome admit(List<JobRecord> jobs, long slot, Way way) throws SQLException {
        lock(jobs);
        Set<JobId> there = there(jobs, way == Way.AGAIN);
        checkPredecessors(jobs);
        var admissions = new ArrayList<SubmissionOutcome>(jobs.size());
        for (JobRecord job : jobs) {
            if (there.contains(job.id())) {
                admissions.add(new SubmissionOutcome.Added(read(job.id().value()).getFirst()));
                continue;
            }
            SubmissionOutcome admission = admit(job);
            admissions.add(admission);
            for (Claim claim : Claim.of(job)) {
                give(claim, admission.job().id());
            }
        }
        addAll();
        List<JobTable.Change> moved = follow(way);
        deltas.write(connection, dialect, slot);
        return outcome(admissions, moved, way);
    }

    /** What waited for jobs that were replaced goes on, and what waits for nobody. */
    private List<JobTable.Change> follow(Way way) throws SQLException {
        join();
        var moved = new ArrayList<JobTable.Change>();
        if (way != Way.JOINED && !children.isEmpty()) {
            moved.addAll(Followers.confirm(connection, dialect, deltas, children));
        }
        moved.addAll(Followers.finishEmpty(connection, dialect, deltas, begun));
        moved.addAll(Followers.follow(connection, dialect, deltas));
        return moved;
    }

    private Outcome outcome(
            List<SubmissionOutcome> admissions, List<JobTable.Change> moved, Way way) {
        var latest = new HashMap<JobId, JobRecord>();
        var others = new ArrayList<JobTable.Change>();
        for (JobTable.Change change : moved) {
            boolean own = added.contains(change.after().id());
            latest.put(change.after().id(), change.after());
            if (!own) {
                others.add(change);
            }
        }
        List<SubmissionOutcome> now =
                admissions.stream()
                        .map(admission ->
                                admission
                                                instanceof
                                                SubmissionOutcome.Added(var job, var from, var to)
                                        ? new SubmissionOutcome.Added(
                                                latest.getOrDefault(job.id(), job), from, to)
                                        : admission)
                        .toList();
        return new Outcome(now, others, way == Way.JOINED ? List.copyOf(children) : List.of());
    }

    // ---- relations

    private void checkPredecessors(List<JobRecord> jobs) throws SQLException {
        var wanted = new HashSet<JobId>();
        jobs.forEach(job -> wanted.addAll(Blocking.predecessors(job)));
        if (wanted.isEmpty()) {
            return;
        }
        var there = new HashSet<JobId>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT id FROM mayfly_job WHERE id = ANY(?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "varchar", wanted.stream().map(JobId::value).toArray()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    there.add(new JobId(found.getString(1)));
                }
            }
        }
        for (JobRecord job : jobs) {
            there.add(job.id());
            Blocking.refuseUnknown(
                    job,
                    Blocking.predecessors(job).stream()
                            .filter(other -> !there.contains(other))
                            .toList());
        }
    }

    /** Writes down after whom the new jobs come, and to which batches they belong. */
    private void join() throws SQLException {
        var rows = new ArrayList<DependencyTable.Row>();
        var members = new TreeMap<String, Integer>();
        for (JobId id : added) {
            JobRecord job = Objects.requireNonNull(known.get(id));
            List<JobId> others = Blocking.predecessors(job);
            others.forEach(other -> rows.add(new DependencyTable.Row(id.value(), other.value())));
            if (!others.isEmpty()) {
                children.add(id.value());
            }
            BatchPart part = job.envelope().options().policies().batch();
            if (part != null) {
                join(job, part);
                if (part.role() == BatchPart.Role.MEMBER) {
                    members.merge(part.batch(), 1, Integer::sum);
                }
            }
        }
        if (!rows.isEmpty()) {
            DependencyTable.add(connection, rows);
        }
        for (var entry : members.entrySet()) {
            BatchTable.add(connection, entry.getKey(), entry.getValue());
        }
    }

    private void join(JobRecord job, BatchPart part) throws SQLException {
        if (!begun.containsKey(part.batch())) {
            BatchRecord batch = BatchTable.find(connection, part.batch());
            if (batch != null) {
                Blocking.refuseEnded(job, batch);
            } else {
                BatchTable.begin(connection, part, job.submittedAt());
                begun.put(part.batch(), job.submittedAt());
            }
        }
        if (part.role() != BatchPart.Role.MEMBER) {
            BatchTable.close(connection, part, job.id());
        }
    }

    /** In the order of their keys, as all transactions do. */
    private void lock(List<JobRecord> jobs) throws SQLException {
        var keys = new TreeSet<String>();
        for (JobRecord job : jobs) {
            Claim.of(job).forEach(claim -> keys.add(claim.key()));
        }
        for (String key : keys) {
            KeyTable.Row row = KeyTable.lock(connection, dialect, key);
            if (row != null) {
                holders.put(key, row);
            }
        }
    }

    private Set<JobId> there(List<JobRecord> jobs, boolean again) throws SQLException {
        var own = new HashSet<JobId>();
        var there = new HashSet<JobId>();
        for (JobRecord job : jobs) {
            if (!own.add(job.id())) {
                throw new DuplicateJobException(job.id());
            }
            if (Batch.exists(connection, job.id())) {
                if (!again) {
                    throw new DuplicateJobException(job.id());
                }
                there.add(job.id());
            }
        }
        return there;
    }

    /** The holder may move on meanwhile, and is read again then. */
    private SubmissionOutcome admit(JobRecord job) throws SQLException {
        while (true) {
            for (Claim claim : Claim.of(job)) {
                readHolder(claim);
            }
            switch (Ruling.of(job, this::holding)) {
                case Ruling.Add add -> {
                    return added(job, null);
                }
                case Ruling.Keep(JobRecord holder) -> {
                    return new SubmissionOutcome.Kept(holder);
                }
                case Ruling.Renew(JobRecord holder, var step) -> {
                    JobTable.Change change = change(holder, step);
                    if (change != null) {
                        setPayload(change.after());
                        return new SubmissionOutcome.Renewed(change.before(), change.after());
                    }
                }
                case Ruling.Replace(JobRecord holder, var step) -> {
                    JobTable.Change change = change(holder, step);
                    if (change != null) {
                        return added(job, change);
                    }
                }
            }
        }
    }

    private void readHolder(Claim claim) throws SQLException {
        KeyTable.Row row = holders.get(claim.key());
        if (row == null || known.containsKey(new JobId(row.job()))) {
            return;
        }
        for (JobRecord found : read(row.job())) {
            known.put(found.id(), found);
        }
    }

    private List<JobRecord> read(String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(JobTable.select("id = ?"))) {
            statement.setString(1, id);
            return JobTable.readJobs(statement);
        }
    }

    private @Nullable Holding holding(String key) {
        KeyTable.Row row = holders.get(key);
        JobRecord job = row == null ? null : known.get(new JobId(row.job()));
        return row == null || job == null ? null : new Holding(job, row.payloadHash());
    }

    private SubmissionOutcome added(JobRecord job, JobTable.@Nullable Change replaced) {
        JobRecord first = Blocking.atFirst(job);
        toAdd.put(first.id(), first);
        added.add(first.id());
        known.put(first.id(), first);
        deltas.moved(null, first);
        return replaced == null
                ? new SubmissionOutcome.Added(first)
                : new SubmissionOutcome.Added(first, replaced.before(), replaced.after());
    }

    /** Changes a job that waits; null if it is not as it was known. */
    private JobTable.@Nullable Change change(JobRecord before, Transition step)
            throws SQLException {
        if (toAdd.containsKey(before.id())) {
            addAll();
        }
        var change = new JobTable.Change(before, step.applyTo(before));
        known.remove(before.id());
        if (!JobTable.update(connection, List.of(change))[0]) {
            return null;
        }
        known.put(before.id(), change.after());
        deltas.moved(before, change.after());
        return change;
    }

    private void setPayload(JobRecord job) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE mayfly_job SET payload = ? WHERE id = ?")) {
            statement.setString(1, Columns.clean(job.envelope().payload()));
            statement.setString(2, job.id().value());
            statement.executeUpdate();
        }
    }

    private void addAll() throws SQLException {
        JobTable.insert(connection, dialect, toAdd.values());
        toAdd.clear();
    }

    private void give(Claim claim, JobId job) throws SQLException {
        KeyTable.Row before = holders.get(claim.key());
        // What repeats a job with its key leaves the hash of the first.
        if (before != null && before.job().equals(job.value()) && claim.repeatable()) {
            return;
        }
        var row = new KeyTable.Row(job.value(), claim.payloadHash());
        if (!Objects.equals(before, row)) {
            KeyTable.give(connection, claim.key(), row);
            holders.put(claim.key(), row);
        }
    }
}
