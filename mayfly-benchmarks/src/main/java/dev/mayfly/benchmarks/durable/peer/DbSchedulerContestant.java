package dev.mayfly.benchmarks.durable.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * db-scheduler. A job is a one-time task with its number as data, written by Java's own
 * serialisation. Its row is deleted when it has run, so nothing of it is kept.
 */
final class DbSchedulerContestant implements Contestant {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final int THREADS = 20;

    /** Asks for more once half of the threads have nothing to do, up to four jobs a thread. */
    private static final double LOWER = 0.5;

    private static final double UPPER = 4.0;

    private final boolean immediate;

    DbSchedulerContestant(boolean immediate) {
        this.immediate = immediate;
    }

    @Override
    public String name() {
        return immediate ? "db-scheduler-immediate" : "db-scheduler";
    }

    @Override
    public String version() {
        return Contestant.versionOf("db-scheduler");
    }

    @Override
    public String settings(Database database) {
        return "%d threads, polls each %d ms by %s (%.1f, %.1f)%s; rows are deleted at the end"
                .formatted(
                        THREADS,
                        POLL_INTERVAL.toMillis(),
                        database == Database.POSTGRESQL ? "lock-and-fetch" : "fetch",
                        LOWER,
                        UPPER,
                        immediate ? ", enableImmediateExecution" : "");
    }

    @Override
    public void createTables(Connection connection, Database database) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE scheduled_tasks (
                        task_name VARCHAR(100) NOT NULL,
                        task_instance VARCHAR(100) NOT NULL,
                        task_data %s,
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
                    CREATE INDEX by_heartbeat ON scheduled_tasks (last_heartbeat);
                    CREATE INDEX by_priority ON scheduled_tasks (priority DESC, execution_time ASC)
                    """
                            .formatted(database == Database.H2 ? "BLOB" : "BYTEA"));
        }
    }

    @Override
    public Node start(Site site) {
        return new DbSchedulerNode(site, immediate);
    }

    private static final class DbSchedulerNode implements Node {

        private final Site site;
        private final OneTimeTask<Long> task;
        private final Scheduler scheduler;

        DbSchedulerNode(Site site, boolean immediate) {
            this.site = site;
            task =
                    Tasks.oneTime("count", Long.class)
                            .execute((instance, context) -> site.body().accept(instance.getData()));
            SchedulerBuilder builder =
                    Scheduler.create(site.source(), task)
                            .schedulerName(site::node)
                            .threads(THREADS)
                            .pollingInterval(POLL_INTERVAL);
            if (site.database() == Database.POSTGRESQL) {
                builder.pollUsingLockAndFetch(LOWER, UPPER);
            } else {
                builder.pollUsingFetch(LOWER, UPPER);
            }
            if (immediate && site.working()) {
                builder.enableImmediateExecution();
            }
            scheduler = builder.build();
            if (site.working()) {
                scheduler.start();
            }
        }

        @Override
        public void submit(long number) {
            scheduler.schedule(task.instance(Long.toString(number), number), Instant.now());
        }

        @Override
        public void submitAll(long first, int count) {
            List<TaskInstance<?>> instances = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                instances.add(task.instance(Long.toString(first + i), first + i));
            }
            scheduler.scheduleBatch(instances, Instant.now());
        }

        @Override
        public long unfinished() throws SQLException {
            return site.count("SELECT count(*) FROM scheduled_tasks");
        }

        @Override
        public void close() {
            scheduler.stop();
        }
    }
}
