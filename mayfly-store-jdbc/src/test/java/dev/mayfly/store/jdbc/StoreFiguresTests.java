package dev.mayfly.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.Runners;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What a store counts and records of one process's claims and leases. */
class StoreFiguresTests {

    private static final Duration LEASE = Duration.ofMinutes(10);

    @TempDir Path folder;

    @Test
    void claimsLeasesAndRecoveriesAreCounted() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url(), "sa", "");
        try (var store = JdbcJobStore.builder(pool).exclusive(true).open()) {
            assertThat(store.figures()).isEqualTo(new StoreFigures(true, 0, false, 0, 0, 0, 0));
            loseALease(store);
            assertThat(store.figures()).isEqualTo(new StoreFigures(true, 0, true, 1, 2, 2, 2));
        } finally {
            pool.dispose();
        }
    }

    @Test
    void whoSaysGoodByeLosesNoLease() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url(), "sa", "");
        try (var store = JdbcJobStore.builder(pool).open()) {
            Runners runners = store.runners().orElseThrow();
            runners.leave(runners.register("node", LEASE), Greetings.NOW);
            assertThat(store.figures().leased()).isFalse();
            runners.register("node", LEASE);
            assertThat(store.figures().leased()).isTrue();
            assertThat(store.figures().leasesLost()).isZero();
        } finally {
            pool.dispose();
        }
    }

    @Test
    void recordingsHoldClaimsLeasesAndRecoveries() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url(), "sa", "");
        try (var store = JdbcJobStore.builder(pool).exclusive(true).open();
                Recording recording = new Recording()) {
            recording.enable("dev.mayfly.JobsClaimed").withThreshold(Duration.ZERO);
            recording.start();
            loseALease(store);
            recording.stop();
            List<RecordedEvent> events = read(recording);
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().endsWith("JobsClaimed"))
                    .extracting(event -> event.getInt("asked") + " " + event.getInt("jobs"))
                    .containsExactly("10 2", "10 0");
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().endsWith("LeaseLost"))
                    .singleElement()
                    .matches(event -> event.getString("node").equals("node"))
                    .matches(event -> event.getLong("next") > event.getLong("incarnation"));
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().endsWith("JobsRecovered"))
                    .singleElement()
                    .matches(event -> event.getInt("jobs") == 2);
        } finally {
            pool.dispose();
        }
    }

    /** Takes two jobs, is taken for lost, and finds them ready again. */
    private static void loseALease(JdbcJobStore store) {
        store.insert(List.of(Greetings.job("a"), Greetings.job("b")));
        Runners runners = store.runners().orElseThrow();
        long first = runners.register("node", LEASE);
        assertThat(claim(runners, first)).hasSize(2);
        assertThat(claim(runners, first)).isEmpty();
        runners.register("node", LEASE); // alone with its database: the one before is lost
        assertThat(runners.recover(Greetings.NOW, 10)).hasSize(2);
    }

    private static List<JobRecord> claim(Runners runners, long incarnation) {
        return runners.claim(
                new Runners.Claim(
                        "node", incarnation, "default", Set.of("greet"), Greetings.NOW, 10));
    }

    private List<RecordedEvent> read(Recording recording) throws IOException {
        Path file = folder.resolve("flight.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file);
    }

    private static String url() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }
}
