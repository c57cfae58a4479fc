package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.store.RunnerInfo;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Rows of {@code mayfly_runner}, for people. */
public final class RunnerRows {

    private RunnerRows() {}

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
