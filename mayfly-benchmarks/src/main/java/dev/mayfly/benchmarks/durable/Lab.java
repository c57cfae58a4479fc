package dev.mayfly.benchmarks.durable;

import dev.mayfly.benchmarks.durable.peer.Contestant;
import dev.mayfly.benchmarks.durable.peer.Database;
import dev.mayfly.benchmarks.report.Measurement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures one peer after the other. Each part has an empty database and nodes of its own, which
 * have run jobs for a while before anything counts.
 *
 * <p>Thread rule: belongs to one thread.
 */
final class Lab {

    /** A round that takes longer than this has lost jobs. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int FEWEST_JOBS = 200;

    /** Starts nodes; here, or in another process. */
    @FunctionalInterface
    interface Launcher {
        NodeClient launch(Crew crew) throws Exception;
    }

    private final Options options;
    private final Ground ground;
    private final Launcher launcher;
    private final Consumer<String> progress;
    private final List<Measurement> throughput = new ArrayList<>();
    private final List<Measurement> nodes = new ArrayList<>();
    private final List<Measurement> standing = new ArrayList<>();
    private int databases;

    /** How many jobs a round of the present peer has; 0 as long as nobody knows. */
    private int known;

    Lab(Options options, Ground ground, Launcher launcher, Consumer<String> progress) {
        this.options = options;
        this.ground = ground;
        this.launcher = launcher;
        this.progress = progress;
    }

    /** What one node does. */
    List<Measurement> throughput() {
        return List.copyOf(throughput);
    }

    /** What several do. */
    List<Measurement> nodes() {
        return List.copyOf(nodes);
    }

    /** What finished jobs and idling cost. */
    List<Measurement> standing() {
        return List.copyOf(standing);
    }

    void measure(Contestant peer) throws Exception {
        known = 0;
        oneNode(peer);
        intake(peer);
        for (int count = 1; count <= options.nodes(); count++) {
            severalNodes(peer, count);
        }
        finished(peer);
    }

    // ---- parts

    private void oneNode(Contestant peer) throws Exception {
        try (Field field = new Field(peer, 1, true)) {
            int jobs = field.warmUp();
            int rounds = options.rounds();
            add(
                    throughput,
                    peer,
                    "submit to done",
                    "jobs/s",
                    median(rounds, () -> field.round(jobs)));
            add(throughput, peer, "in bulk", "jobs/s", median(rounds, () -> field.bulkRound(jobs)));
            latency(peer, field);
            idle(peer, field);
        }
    }

    private void latency(Contestant peer, Field field) throws Exception {
        NodeClient node = field.clients.getFirst();
        Duration limit = options.limit().multipliedBy(2);
        NodeClient.Latency ran =
                node.latency(field.take(options.samples()), options.samples(), false, limit);
        field.ran -= options.samples() - ran.samples();
        add(throughput, peer, "body p50", "ms", ran.p50());
        add(throughput, peer, "p99", "ms", ran.p99());
        progress.accept(peer.name() + ": " + ran.samples() + " single jobs");
        NodeClient.Latency stored =
                node.latency(field.take(options.samples()), options.samples(), true, limit);
        field.ran -= options.samples() - stored.samples();
        if (stored.samples() > 0) {
            add(throughput, peer, "stored p50", "ms", stored.p50());
            add(throughput, peer, "stored p99", "ms", stored.p99());
        }
    }

    private void idle(Contestant peer, Field field) throws Exception {
        if (options.idle().isZero()) {
            return;
        }
        NodeClient node = field.clients.getFirst();
        Thread.sleep(Duration.ofSeconds(2)); // until what the last jobs left is done
        var before = ground.processorTime();
        Duration ownBefore = node.processorTime();
        long began = System.nanoTime();
        Thread.sleep(options.idle());
        long passed = System.nanoTime() - began;
        var after = ground.processorTime();
        Duration own = node.processorTime().minus(ownBefore);
        if (before.isPresent() && after.isPresent()) {
            long server = after.get().minus(before.get()).toNanos();
            add(standing, peer, "idle server", "% of a core", 100.0 * server / passed);
        }
        add(standing, peer, "idle node", "% of a core", 100.0 * own.toNanos() / passed);
    }

    private void intake(Contestant peer) throws Exception {
        int threads = 2 * options.threads();
        try (Field field = new Field(peer, 1, false)) {
            NodeClient node = field.clients.getFirst();
            int warm = Math.min(2_000, options.jobs());
            node.submit(field.take(warm), warm, threads);
            int jobs = options.jobs();
            long began = System.nanoTime();
            node.submit(field.take(jobs), jobs, threads);
            add(throughput, peer, "enqueue", "jobs/s", rate(jobs, began));
            node.submitAll(field.take(warm), warm, options.batch());
            began = System.nanoTime();
            node.submitAll(field.take(jobs), jobs, options.batch());
            add(throughput, peer, "enqueue in bulk", "jobs/s", rate(jobs, began));
        }
    }

    private void severalNodes(Contestant peer, int count) throws Exception {
        try (Field field = new Field(peer, count, true)) {
            int jobs = field.warmUp();
            String title = count + (count == 1 ? " node" : " nodes");
            double rate = median(options.rounds(), () -> field.round(jobs));
            add(nodes, peer, title, "jobs/s", rate);
        }
    }

    private void finished(Contestant peer) throws Exception {
        try (Field field = new Field(peer, 1, true)) {
            int jobs = field.warmUp();
            double before = median(options.rounds(), () -> field.round(jobs));
            add(standing, peer, "few finished", "jobs/s", before);
            long count = options.finished();
            if (count > 0 && field.clients.getFirst().fill(count)) {
                add(
                        standing,
                        peer,
                        String.format(Locale.ROOT, "%,d finished", count),
                        "jobs/s",
                        median(options.rounds(), () -> field.round(jobs)));
            }
        }
    }

    private void add(
            List<Measurement> to, Contestant peer, String what, String unit, double figure) {
        to.add(new Measurement(what, peer.name(), figure, Double.NaN, unit));
        progress.accept(
                String.format(Locale.ROOT, "%s: %s %,.2f %s", peer.name(), what, figure, unit));
    }

    private static double rate(int jobs, long began) {
        return jobs * 1e9 / (System.nanoTime() - began);
    }

    @FunctionalInterface
    private interface Round {
        double rate() throws Exception;
    }

    private static double median(int rounds, Round round) throws Exception {
        var rates = new double[Math.max(1, rounds)];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = round.rate();
        }
        Arrays.sort(rates);
        return rates[rates.length / 2];
    }

    // ---- nodes on a database

    /** A database of its own with nodes on it. */
    private final class Field implements AutoCloseable {

        private final String database = "durable" + ++databases;
        private final Path counts = ground.folder().resolve(database + ".counts");
        private final List<NodeClient> clients = new ArrayList<>();
        private long ran;
        private long next = 1;

        Field(Contestant peer, int nodeCount, boolean working) throws Exception {
            String url = ground.create(database);
            createTables(peer, url);
            // One process has an H2 file open, so there several nodes are several runtimes in it.
            boolean apart = ground.database() != Database.H2;
            int processes = apart ? nodeCount : 1;
            for (int i = 0; i < processes; i++) {
                clients.add(
                        launcher.launch(
                                new Crew(
                                        peer.name(),
                                        ground.database(),
                                        url,
                                        counts.toString(),
                                        i,
                                        nodeCount / processes,
                                        nodeCount > 1,
                                        working)));
            }
        }

        private void createTables(Contestant peer, String url) throws SQLException, IOException {
            try (Connection connection = DriverManager.getConnection(url, "mayfly", "")) {
                peer.createTables(connection, ground.database());
            }
        }

        /** Numbers of jobs that will run. */
        long take(int count) {
            long first = next;
            next += count;
            ran += count;
            return first;
        }

        /** Runs jobs until the code is compiled; returns how many a round should have. */
        int warmUp() throws Exception {
            long end = System.nanoTime() + options.warmUp().toNanos();
            int jobs = known == 0 ? calibrate() : known;
            known = jobs;
            while (System.nanoTime() - end < 0) {
                var _ = round(Math.max(1, jobs / 4));
            }
            return jobs;
        }

        /** Doubles twice until a round is long enough that a slow poll does not make all of it. */
        private int calibrate() throws Exception {
            int jobs = Math.min(FEWEST_JOBS, options.jobs());
            long limit = options.limit().toNanos();
            while (true) {
                double nanos = jobs * 1e9 / round(jobs);
                if (jobs == options.jobs() || nanos > limit / 2.0) {
                    long most = (long) (jobs * limit / nanos);
                    return Math.clamp(most, Math.min(FEWEST_JOBS, options.jobs()), options.jobs());
                }
                jobs = (int) Math.min(options.jobs(), 4L * jobs);
            }
        }

        /** Jobs a second from the first submission until all are done. */
        double round(int jobs) throws Exception {
            long began = System.nanoTime();
            if (clients.size() == 1) {
                clients.getFirst().submit(take(jobs), jobs, options.threads());
            } else {
                submitEverywhere(jobs);
            }
            clients.getFirst().await(ran, PATIENCE);
            return rate(jobs, began);
        }

        /** In as many threads altogether as one node has. */
        private void submitEverywhere(int jobs) throws IOException {
            int share = jobs / clients.size();
            int threads = Math.max(1, options.threads() / clients.size());
            for (int i = 0; i < clients.size(); i++) {
                int count = i == 0 ? jobs - share * (clients.size() - 1) : share;
                process(i).tell("submit " + take(count) + " " + count + " " + threads);
            }
            for (int i = 0; i < clients.size(); i++) {
                var _ = process(i).answer();
            }
        }

        private NodeProcess process(int index) {
            return (NodeProcess) clients.get(index);
        }

        double bulkRound(int jobs) throws Exception {
            long began = System.nanoTime();
            clients.getFirst().submitAll(take(jobs), jobs, options.batch());
            clients.getFirst().await(ran, PATIENCE);
            return rate(jobs, began);
        }

        @Override
        public void close() throws Exception {
            for (NodeClient client : clients) {
                client.close();
            }
            ground.drop(database);
            Files.deleteIfExists(counts); // H2 has taken it along
        }
    }
}
