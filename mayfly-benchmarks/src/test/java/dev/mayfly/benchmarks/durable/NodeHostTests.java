package dev.mayfly.benchmarks.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.benchmarks.durable.peer.Contestant;
import dev.mayfly.benchmarks.durable.peer.Database;
import dev.mayfly.benchmarks.durable.peer.Node;
import dev.mayfly.benchmarks.durable.peer.Site;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;

/** Each peer at its work, and peers that do not do theirs. */
class NodeHostTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;

    private Crew crew(String peer) {
        return new Crew(
                peer,
                Database.H2,
                "jdbc:h2:file:" + folder.resolve("jobs"),
                folder.resolve("counts").toString(),
                0,
                1,
                false,
                true);
    }

    static List<String> peers() {
        return Contestant.all().stream().map(Contestant::name).toList();
    }

    @ParameterizedTest
    @MethodSource("peers")
    void runsJobsSubmittedOneByOneAndInBulk(String peer) throws Exception {
        Crew crew = crew(peer);
        try (Connection connection = DriverManager.getConnection(crew.url(), "mayfly", "")) {
            Contestant.named(peer).createTables(connection, Database.H2);
        }
        try (var host = new NodeHost(crew)) {
            host.submit(1, 20, 4);
            host.submitAll(21, 20, 5);
            host.await(40, PATIENCE);
            boolean kept = host.fill(30);
            assertThat(kept).isEqualTo(Contestant.named(peer).finished().isPresent());
            host.await(40, PATIENCE);
        }
        assertThat(SharedCounts.open(folder.resolve("counts")).sum()).isEqualTo(40);
    }

    @Test
    void tellsHowLongSingleJobsTake() throws Exception {
        try (var host = new NodeHost(crew("mayfly"))) {
            for (boolean stored : new boolean[] {false, true}) {
                NodeClient.Latency latency = host.latency(stored ? 4 : 1, 3, stored, PATIENCE);
                assertThat(latency.samples()).isEqualTo(3);
                assertThat(latency.p50()).isPositive().isLessThanOrEqualTo(latency.p99());
            }
        }
    }

    /** Planted: every tenth job is accepted and lost. */
    @Test
    void findsAPeerThatLosesJobs() throws Exception {
        var losing = new Planted(10, 0);
        try (var host = new NodeHost(crew("planted"), losing)) {
            host.submit(1, 40, 4);
            assertThatThrownBy(() -> host.await(40, Duration.ofMillis(50)))
                    .hasMessageContaining("36 of 40 jobs have run");
        }
    }

    /** Planted: bodies run, and their ends are never stored. */
    @Test
    void findsAPeerThatDoesNotFinishInTheDatabase() throws Exception {
        try (var host = new NodeHost(crew("planted"), new Planted(Long.MAX_VALUE, 7))) {
            host.submit(1, 40, 4);
            assertThatThrownBy(() -> host.await(40, Duration.ofMillis(50)))
                    .hasMessageContaining("7 jobs are not finished in the database");
        }
    }

    private record Planted(long lostEach, long unfinished) implements Contestant {

        @Override
        public String name() {
            return "planted";
        }

        @Override
        public String version() {
            return "0";
        }

        @Override
        public String settings(Database database) {
            return "";
        }

        @Override
        public Node start(Site site) {
            return new Node() {
                @Override
                public void submit(long number) {
                    if (number % lostEach != 0) {
                        site.body().accept(number);
                    }
                }

                @Override
                public void submitAll(long first, int count) {
                    for (int i = 0; i < count; i++) {
                        submit(first + i);
                    }
                }

                @Override
                public long unfinished() {
                    return unfinished;
                }

                @Override
                public void close() {}
            };
        }
    }
}
