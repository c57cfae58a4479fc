package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.model.JobRecord;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

/**
 * Indexes for jobs that have a key, a batch or a parent, which many applications never have. H2
 * keeps a row in every index of a table, also where all values are null, so these four would take
 * half of the time of every job. They are made when the first job comes that needs them, after its
 * commit. Until then nothing can be found by them, and nothing but speed depends on them.
 *
 * <p>Elsewhere they are partial, stand in the schema, and cost only jobs that have what they index.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class RareIndexes {

    /** What such a job has. */
    public enum Kind {
        /** A key that limits who runs beside it. */
        KEY,
        /** A batch that it belongs to; with the states of its members. */
        BATCH,
        /** A job that submitted it. */
        PARENT;

        private boolean isNeededFor(JobRecord job) {
            return switch (this) {
                case KEY -> job.key() != null;
                case BATCH -> job.envelope().options().policies().batch() != null;
                case PARENT -> job.envelope().parent() != null;
            };
        }

        private List<String> statements() {
            return switch (this) {
                case KEY -> List.of(create("mayfly_job_key", "job_key, queue, seq"));
                case BATCH ->
                        List.of(
                                create("mayfly_job_member_state", "batch, member_state, seq"),
                                create("mayfly_job_batch", "batch, seq"));
                case PARENT -> List.of(create("mayfly_job_parent", "parent, seq"));
            };
        }

        private static String create(String name, String columns) {
            return "CREATE INDEX IF NOT EXISTS " + name + " ON mayfly_job (" + columns + ")";
        }

        /** The one that is made last. */
        private String index() {
            return "MAYFLY_JOB_" + name();
        }
    }

    private static final System.Logger LOG = System.getLogger("dev.mayfly.store");

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final DataSource source;
    private final boolean made;
    private final Set<Kind> known = ConcurrentHashMap.newKeySet();

    /** Guarded by this. */
    private final EnumSet<Kind> refused = EnumSet.noneOf(Kind.class);

    /** Guarded by this: when to try again what was refused. */
    private long again;

    RareIndexes(DataSource source, Dialect dialect) {
        this.source = source;
        this.made = dialect != Dialect.H2;
    }

    /**
     * Makes what jobs need and is not there. Not to be called within a transaction, whose locks it
     * would wait for.
     *
     * @param jobs as they have been committed
     */
    public void need(Iterable<JobRecord> jobs) {
        if (made || known.size() == Kind.values().length) {
            return;
        }
        for (JobRecord job : jobs) {
            for (Kind kind : Kind.values()) {
                if (kind.isNeededFor(job) && !known.contains(kind)) {
                    make(kind);
                }
            }
        }
    }

    /**
     * Whether there can be jobs of a kind. Other processes may have added the first ones.
     *
     * @param connection to the database
     * @param kind which
     * @return false only if there are certainly none
     */
    public boolean mayHave(Connection connection, Kind kind) throws SQLException {
        if (made || known.contains(kind)) {
            return true;
        }
        synchronized (this) {
            if (refused.contains(kind)) {
                return true;
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT 1 FROM INFORMATION_SCHEMA.INDEXES WHERE TABLE_NAME = 'MAYFLY_JOB'"
                                + " AND INDEX_NAME = ? AND TABLE_SCHEMA = CURRENT_SCHEMA")) {
            statement.setString(1, kind.index());
            try (ResultSet found = statement.executeQuery()) {
                if (found.next()) {
                    known.add(kind);
                    return true;
                }
            }
        }
        return false;
    }

    private synchronized void make(Kind kind) {
        if (known.contains(kind) || (refused.contains(kind) && System.nanoTime() - again < 0)) {
            return;
        }
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String index : kind.statements()) {
                statement.execute(index);
            }
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            refused.remove(kind);
            known.add(kind);
        } catch (SQLException e) {
            refused.add(kind);
            again = System.nanoTime() + PAUSE.toNanos();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "index "
                            + kind.index()
                            + " cannot be made, so searches and limits that need it are slow; it is"
                            + " tried again",
                    e);
        }
    }
}
