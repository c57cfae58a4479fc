package dev.mayfly.store.jdbc.internal.policy;

import dev.mayfly.jobs.model.Pause;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.PolicyJson;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rows of {@code mayfly_queue}: the policies of queues, and what their rates have used up. A claim
 * in a queue with a policy locks its row first, so that of all who claim there one decides at a
 * time. Safe for use by any thread.
 */
public final class PolicyTable implements QueuePolicyStore {

    private final VersionedRows rows = new VersionedRows("mayfly_queue", "queue", "rate_spent");
    private final Database database;

    /** As last read or written; says whether there is a row to lock. */
    private final ConcurrentHashMap<String, QueuePolicy> known = new ConcurrentHashMap<>();

    /**
     * The policies in a database.
     *
     * @param database with the tables
     */
    public PolicyTable(Database database) {
        this.database = database;
    }

    /**
     * A policy with what its rate has used up, in nanoseconds of the database's clock.
     *
     * @param policy the policy
     * @param spent up to when the rate is used up
     * @param now the time by that clock
     */
    public record Row(QueuePolicy policy, long spent, long now) {}

    @Override
    public List<QueuePolicy> all() {
        List<QueuePolicy> all =
                database.read(
                        "reading the policies of queues",
                        connection -> {
                            var policies = new ArrayList<QueuePolicy>();
                            try (PreparedStatement statement =
                                            connection.prepareStatement(
                                                    "SELECT queue, version, definition FROM"
                                                            + " mayfly_queue");
                                    ResultSet found = statement.executeQuery()) {
                                while (found.next()) {
                                    policies.add(policy(found));
                                }
                            }
                            return policies;
                        });
        all.forEach(this::learn);
        all.sort(Comparator.comparing(QueuePolicy::queue));
        return all;
    }

    private void learn(QueuePolicy policy) {
        known.merge(
                policy.queue(),
                policy,
                (before, next) -> next.version() >= before.version() ? next : before);
    }

    /** Nobody may start what a later version of Mayfly has ruled on, in words unknown here. */
    private QueuePolicy policy(ResultSet found) throws SQLException {
        String queue = found.getString(1);
        long version = found.getLong(2);
        try {
            return PolicyJson.policy(queue, version, found.getString(3));
        } catch (RuntimeException e) {
            rows.unreadable(
                    queue,
                    version,
                    "the policy of queue \"" + queue + "\" cannot be read; it starts no jobs",
                    e);
            QueuePolicy none = QueuePolicy.none(queue);
            var pause = new Pause("its policy cannot be read", "Mayfly", Instant.EPOCH);
            return new QueuePolicy(
                    queue,
                    none.limits(),
                    none.routing(),
                    pause,
                    false,
                    "Mayfly",
                    Instant.EPOCH,
                    version);
        }
    }

    @Override
    public boolean save(QueuePolicy next) {
        boolean done =
                database.runDurably(
                        "saving the policy of queue " + next.queue(),
                        connection ->
                                rows.save(
                                        connection,
                                        next.queue(),
                                        next.version(),
                                        PolicyJson.text(next)));
        if (done) {
            learn(next);
        }
        return done;
    }

    // ---- for those who claim

    /** {@return whether a queue has rules, as last seen} */
    public boolean restricts(String queue) {
        QueuePolicy policy = known.get(queue);
        return policy != null && policy.restricts();
    }

    /** The row of a queue; whoever asks for it locked is alone with it until the commit. */
    public @Nullable Row row(Connection connection, String queue, boolean locked)
            throws SQLException {
        String sql =
                "SELECT queue, version, definition, rate_spent, "
                        + database.dialect().now()
                        + " FROM mayfly_queue WHERE queue = ?"
                        + (locked ? " FOR UPDATE" : "");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, queue);
            try (ResultSet found = statement.executeQuery()) {
                if (!found.next()) {
                    return null;
                }
                OffsetDateTime now = found.getObject(5, OffsetDateTime.class);
                return new Row(
                        policy(found),
                        found.getLong(4),
                        now == null
                                ? 0
                                : Math.multiplyExact(Codes.micros(now.toInstant()), 1_000L));
            }
        }
    }

    /** Writes what a rate has used up. */
    public void spend(Connection connection, String queue, long spent) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE mayfly_queue SET rate_spent = ? WHERE queue = ?")) {
            statement.setLong(1, spent);
            statement.setString(2, queue);
            statement.executeUpdate();
        }
    }
}
