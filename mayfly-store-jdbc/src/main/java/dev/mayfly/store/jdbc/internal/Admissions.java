package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.admission.Admission;
import dev.mayfly.jobs.store.admission.Claim;
import dev.mayfly.jobs.store.admission.Holding;
import dev.mayfly.jobs.store.admission.Ruling;
import dev.mayfly.store.jdbc.internal.policy.KeyTable;
import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    private final Set<String> queues = new TreeSet<>();

    /** Who has which claim, as far as asked for. */
    private final Map<String, KeyTable.Row> holders = new HashMap<>();

    /** Jobs that have claims, as they are, and those that are about to be added. */
    private final Map<JobId, JobRecord> known = new HashMap<>();

    private final Map<JobId, JobRecord> toAdd = new java.util.LinkedHashMap<>();

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
     * @param again whether this may have been committed already, and its answer lost
     * @return what became of each
     */
    static List<Admission> admit(
            Connection connection, Dialect dialect, List<JobRecord> jobs, long slot, boolean again)
            throws SQLException {
        return new Admissions(connection, dialect).admit(jobs, slot, again);
    }

    private List<Admission> admit(List<JobRecord> jobs, long slot, boolean again)
            throws SQLException {
        lock(jobs);
        Set<JobId> there = there(jobs, again);
        var admissions = new ArrayList<Admission>(jobs.size());
        for (JobRecord job : jobs) {
            if (there.contains(job.id())) {
                admissions.add(new Admission.Added(job));
                continue;
            }
            Admission admission = admit(job);
            admissions.add(admission);
            for (Claim claim : Claim.of(job)) {
                give(claim, admission.job().id());
            }
        }
        addAll();
        deltas.write(connection, dialect, slot);
        dialect.announce(connection, queues);
        return admissions;
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
    private Admission admit(JobRecord job) throws SQLException {
        while (true) {
            for (Claim claim : Claim.of(job)) {
                readHolder(claim);
            }
            switch (Ruling.of(job, this::holding)) {
                case Ruling.Add add -> {
                    return added(job, null);
                }
                case Ruling.Keep(JobRecord holder) -> {
                    return new Admission.Kept(holder);
                }
                case Ruling.Renew(JobRecord holder, var step) -> {
                    JobTable.Change change = change(holder, step);
                    if (change != null) {
                        setPayload(change.after());
                        return new Admission.Renewed(change.before(), change.after());
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
        try (PreparedStatement statement =
                connection.prepareStatement(JobTable.select("id = ?"))) {
            statement.setString(1, row.job());
            List<JobRecord> found = JobTable.readJobs(statement);
            if (!found.isEmpty()) {
                known.put(found.getFirst().id(), found.getFirst());
            }
        }
    }

    private @Nullable Holding holding(String key) {
        KeyTable.Row row = holders.get(key);
        JobRecord job = row == null ? null : known.get(new JobId(row.job()));
        return row == null || job == null ? null : new Holding(job, row.payloadHash());
    }

    private Admission added(JobRecord job, JobTable.@Nullable Change replaced) {
        toAdd.put(job.id(), job);
        known.put(job.id(), job);
        deltas.moved(null, job);
        announce(job);
        return replaced == null
                ? new Admission.Added(job)
                : new Admission.Added(job, replaced.before(), replaced.after());
    }

    /** Changes a job that waits; null if it is not as it was known. */
    private JobTable.@Nullable Change change(JobRecord before, Transition step)
            throws SQLException {
        if (toAdd.containsKey(before.id())) {
            addAll();
        }
        var change = new JobTable.Change(before, step.applyTo(before));
        known.remove(before.id());
        if (!JobTable.update(connection, dialect, List.of(change))[0]) {
            return null;
        }
        known.put(before.id(), change.after());
        deltas.moved(before, change.after());
        announce(change.after());
        return change;
    }

    private void announce(JobRecord job) {
        if (job.state() == JobState.READY) {
            queues.add(job.queue());
        }
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
