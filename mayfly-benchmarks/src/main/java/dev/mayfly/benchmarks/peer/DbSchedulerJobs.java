package dev.mayfly.benchmarks.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import org.h2.jdbcx.JdbcConnectionPool;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/**
 * db-scheduler on H2 in memory: what a job costs that passes through SQL, with nothing written to a
 * disk.
 *
 * <p>What is not comparable: it stores each job as a row, by a prepared statement, and serialises
 * its payload by Java's own means. It polls each 5 ms here, and besides starts at once what was
 * submitted in this process, which it calls immediate execution. Jobs have no result: done is when
 * the body has run (see {@link Results}), before the row is deleted. It has its default number of
 * threads, which also says how many rows it fetches at a time.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class DbSchedulerJobs implements Peer {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    private static final String TABLE =
            """
            CREATE TABLE scheduled_tasks (
                task_name VARCHAR(40) NOT NULL,
                task_instance VARCHAR(40) NOT NULL,
                task_data BLOB,
                execution_time TIMESTAMP(6) WITH TIME ZONE NOT NULL,
                picked BOOLEAN NOT NULL,
                picked_by VARCHAR(50),
                last_success TIMESTAMP(6) WITH TIME ZONE,
                last_failure TIMESTAMP(6) WITH TIME ZONE,
                consecutive_failures INT,
                last_heartbeat TIMESTAMP(6) WITH TIME ZONE,
                version BIGINT NOT NULL,
                priority SMALLINT,
                PRIMARY KEY (task_name, task_instance)
            );
            CREATE INDEX by_time ON scheduled_tasks (execution_time);
            CREATE INDEX by_heartbeat ON scheduled_tasks (last_heartbeat)
            """;

    private final Results results = new Results();
    private final JdbcConnectionPool database =
            JdbcConnectionPool.create("jdbc:h2:mem:peer;DB_CLOSE_DELAY=-1", "sa", "");
    private final OneTimeTask<Integer> echo =
            Tasks.oneTime("echo", Integer.class)
                    .execute((instance, context) ->
                            results.arrived(Long.parseLong(instance.getId()), instance.getData()));
    private final Scheduler scheduler;

    /**
     * Creates its table and starts it.
     *
     * @throws SQLException if the database refuses the table
     */
    public DbSchedulerJobs() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        scheduler =
                Scheduler.create(database, echo)
                        .pollingInterval(POLL_INTERVAL)
                        .enableImmediateExecution()
                        .build();
        scheduler.start();
    }

    @Override
    public Pending submit(int value) {
        long number = results.expect();
        scheduler.schedule(echo.instance(Long.toString(number), value), Instant.now());
        return results.pending(number);
    }

    @Override
    public void close() throws SQLException {
        scheduler.stop();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        database.dispose();
    }
}
