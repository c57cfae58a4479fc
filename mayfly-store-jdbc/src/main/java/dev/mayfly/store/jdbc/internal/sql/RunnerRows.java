package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.store.RunnerInfo;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code mayfly_runner} that no claim needs: they are shown, and removed in the end. */
public final class RunnerRows {

    /** How long those are kept that are lost or gone, by the database's clock: an hour. */
    private static final Duration KEPT = Duration.ofHours(1);

    private RunnerRows() {}

    /**
     * Removes those that are lost or gone, have been for long, and of whose jobs none is left to be
     * recovered. To a process that was frozen for that long it is the same: there is no lease to
     * renew. Their numbers are not given again, since they come from a sequence.
     */
    public static void removeForgotten(Connection connection, Dialect dialect) throws SQLException {
        String sql =
                "DELETE FROM mayfly_runner WHERE state IN ('LOST', 'GONE') AND lease_until < "
                        + dialect.later()
                        + " AND NOT EXISTS (SELECT 1 FROM mayfly_job j WHERE j.line = 3"
                        + " AND j.line_queue = '' AND j.line_rank = mayfly_runner.incarnation)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, -KEPT.toMillis());
            statement.executeUpdate();
        }
    }

    /** {@return all of them, in the order of their registration} */
    public static List<RunnerInfo> all(Connection connection) throws SQLException {
        var runners = new ArrayList<RunnerInfo>();
        String sql =
                "SELECT incarnation, node, state, registered_at, lease_until FROM mayfly_runner"
                        + " ORDER BY incarnation";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                runners.add(
                        new RunnerInfo(
                                found.getLong(1),
                                found.getString(2),
                                state(found.getString(3)),
                                time(found.getObject(4, OffsetDateTime.class)),
                                time(found.getObject(5, OffsetDateTime.class))));
            }
        }
        return runners;
    }

    /** In words of a later version it may be anything but alive, for all that this one knows. */
    private static RunnerInfo.State state(String name) {
        for (RunnerInfo.State state : RunnerInfo.State.values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return RunnerInfo.State.LOST;
    }

    private static Instant time(@Nullable OffsetDateTime time) {
        return time == null ? Instant.EPOCH : time.toInstant();
    }
}
