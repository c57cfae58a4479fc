package dev.mayfly.store.jdbc.internal.policy;

import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/** Rows of {@code mayfly_key}: which job has which claim. */
public final class KeyTable {

    /** A row that was made by a transaction under way and has no job yet. */
    private static final String NOBODY = "";

    private KeyTable() {}

    /**
     * Who has a claim.
     *
     * @param job the job's id
     * @param payloadHash of the submission that made the claim
     */
    public record Row(String job, String payloadHash) {}

    /**
     * Makes a claim this transaction's: whoever else wants it waits until that ends. Claims must be
     * asked for in their order, or two transactions may wait for each other.
     *
     * @param connection in the transaction
     * @param dialect its database's
     * @param claim the key
     * @return who has had it; null for nobody
     * @throws SQLException if the database refuses
     */
    public static @Nullable Row lock(Connection connection, Dialect dialect, String claim)
            throws SQLException {
        while (true) {
            if (isNew(connection, dialect, claim)) {
                return null;
            }
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "SELECT job_id, payload_hash FROM mayfly_key WHERE claim = ? FOR"
                                    + " UPDATE")) {
                statement.setString(1, claim);
                try (ResultSet found = statement.executeQuery()) {
                    if (found.next()) {
                        String job = found.getString(1);
                        return job.equals(NOBODY) ? null : new Row(job, found.getString(2));
                    }
                }
            }
            // Its job was removed between the two statements, and the claim with it.
        }
    }

    private static boolean isNew(Connection connection, Dialect dialect, String claim)
            throws SQLException {
        String sql =
                "INSERT INTO mayfly_key (claim, job_id, payload_hash) VALUES (?, '"
                        + NOBODY
                        + "', '')"
                        + dialect.unlessThere("claim");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, claim);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (dialect.isThere(e)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Gives a claim to a job.
     *
     * @param connection of the transaction that has locked it
     * @param claim the key
     * @param row who has it now
     * @throws SQLException if the database refuses
     */
    public static void give(Connection connection, String claim, Row row) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE mayfly_key SET job_id = ?, payload_hash = ? WHERE claim = ?")) {
            statement.setString(1, row.job());
            statement.setString(2, row.payloadHash());
            statement.setString(3, claim);
            statement.executeUpdate();
        }
    }

    /**
     * Jobs are not kept any longer, and have no claims.
     *
     * @param connection in a transaction
     * @param jobs their ids
     * @throws SQLException if the database refuses
     */
    public static void remove(Connection connection, Collection<String> jobs) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM mayfly_key WHERE job_id = ANY(?)")) {
            statement.setArray(1, connection.createArrayOf("varchar", jobs.toArray()));
            statement.executeUpdate();
        }
    }
}
