package dev.mayfly.guide.migration.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;

import dev.mayfly.guide.migration.Outbox;
import dev.mayfly.spring.boot.test.AutoConfigureMayflyTester;
import dev.mayfly.spring.boot.test.JobTester;
import dev.mayfly.test.Await;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@AutoConfigureMayflyTester
class DbSchedulerPageTests {

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
            )
            """;

    @Autowired private Parcels parcels;
    @Autowired private Outbox outbox;
    @Autowired private JobTester jobs;
    @Autowired private OneTimeTask<Parcel> drain;

    @Test
    void aParcelIsSentOnceHoweverOftenItIsAskedFor() {
        parcels.send(new Parcel("17", "Mole End"));
        parcels.send(new Parcel("17", "Mole End"));
        jobs.drain();
        jobs.assertEnqueued("send-parcel").once().succeeded();
        assertThat(outbox.mails()).containsOnlyOnce("Mole End");
    }

    @Test
    void whatTheTableStillHasIsDoneByMayfly() throws SQLException {
        JdbcConnectionPool database =
                JdbcConnectionPool.create("jdbc:h2:mem:old;DB_CLOSE_DELAY=-1", "sa", "");
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        Scheduler old =
                Scheduler.create(database, drain).pollingInterval(Duration.ofMillis(50)).build();
        old.schedule(drain.instance("18", new Parcel("18", "Toad Hall")), Instant.now());
        old.start();
        Await.until(
                "the old task is one of Mayfly's jobs",
                Duration.ofSeconds(60),
                () -> jobs.jobs().stream().anyMatch(job -> job.name().equals("send-parcel")));
        old.stop();
        database.dispose();
        jobs.drain();
        assertThat(outbox.mails()).contains("Toad Hall");
    }
}
