package dev.mayfly.benchmarks.durable;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;

import dev.mayfly.benchmarks.durable.peer.Contestant;
import dev.mayfly.benchmarks.durable.peer.Database;
import dev.mayfly.benchmarks.durable.peer.Node;
import dev.mayfly.benchmarks.durable.peer.Site;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The nodes of one process, which do what they are told: the far end of a {@link NodeClient}.
 *
 * <p>Thread rule: commands come from one thread; jobs run on whatever threads the library has.
 */
final class NodeHost implements NodeClient {

    /** By which the phase of a poll is left to chance. */
    private static final long LONGEST_PAUSE_NS = 100_000_000;

    private final Contestant contestant;
    private final Database database;
    private final HikariDataSource source;
    private final SharedCounts counts;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Long, CompletableFuture<Long>> awaited = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom(42);

    /**
     * Starts nodes.
     *
     * @param crew who, where and how many
     * @throws Exception if the library refuses
     */
    NodeHost(Crew crew) throws Exception {
        this(crew, Contestant.named(crew.peer()));
    }

    /** Starts nodes of somebody who is not in the list. */
    NodeHost(Crew crew, Contestant contestant) throws Exception {
        this.contestant = contestant;
        database = crew.database();
        counts = SharedCounts.open(Path.of(crew.counts()));
        source = Database.pool(crew.url());
        for (int i = 0; i < crew.runtimes(); i++) {
            int place = crew.place() + i;
            nodes.add(
                    contestant.start(
                            new Site(
                                    database,
                                    source,
                                    "node-" + place,
                                    crew.clustered(),
                                    crew.working(),
                                    number -> ran(place, number))));
        }
    }

    private void ran(int place, long number) {
        if (!awaited.isEmpty()) {
            CompletableFuture<Long> waiting = awaited.remove(number);
            if (waiting != null) {
                waiting.complete(number);
            }
        }
        counts.increment(place);
    }

    @Override
    public void submit(long first, int count, int threads) throws Exception {
        inThreads(
                threads,
                thread -> {
                    for (long number = first + thread; number < first + count; number += threads) {
                        node(number).submit(number);
                    }
                });
    }

    @Override
    public void submitAll(long first, int count, int batch) throws Exception {
        inThreads(
                2,
                thread -> {
                    for (int from = thread * batch; from < count; from += 2 * batch) {
                        node(from / batch).submitAll(first + from, Math.min(batch, count - from));
                    }
                });
    }

    private Node node(long number) {
        return nodes.get((int) (number % nodes.size()));
    }

    @FunctionalInterface
    private interface Share {
        void run(int thread) throws Exception;
    }

    private static void inThreads(int threads, Share share) throws Exception {
        try (var pool = java.util.concurrent.Executors.newFixedThreadPool(threads)) {
            var shares = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                shares.add(() -> {
                    share.run(thread);
                    return true;
                });
            }
            for (var each : pool.invokeAll(shares)) {
                var _ = each.get();
            }
        }
    }

    @Override
    public void await(long target, Duration limit) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (counts.sum() < target) {
            LockSupport.parkNanos(500_000);
            check(end, limit, () -> counts.sum() + " of " + target + " jobs have run");
        }
        Node anyone = nodes.getFirst();
        while (anyone.unfinished() > 0) {
            LockSupport.parkNanos(1_000_000);
            check(end, limit, () -> anyone.unfinished() + " jobs are not finished in the database");
        }
    }

    private static void check(long end, Duration limit, Callable<String> state) throws Exception {
        if (System.nanoTime() - end > 0) {
            throw new IllegalStateException("after " + limit + " " + state.call());
        }
    }

    @Override
    public Latency latency(long first, int samples, boolean stored, Duration limit)
            throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        var nanos = new long[samples];
        int taken = 0;
        while (taken < samples && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE_NS));
            long number = first + taken;
            long began = System.nanoTime();
            if (stored) {
                if (!nodes.getFirst().runToStoredEnd(number)) {
                    return Latency.NONE;
                }
            } else {
                var ran = new CompletableFuture<Long>();
                awaited.put(number, ran);
                nodes.getFirst().submit(number);
                var _ = ran.get(60, TimeUnit.SECONDS);
            }
            nanos[taken++] = System.nanoTime() - began;
        }
        long[] sorted = Arrays.copyOf(nanos, taken);
        Arrays.sort(sorted);
        return new Latency(taken, at(sorted, 0.5), at(sorted, 0.99));
    }

    private static double at(long[] sorted, double share) {
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e6;
    }

    @Override
    public boolean fill(long count) throws Exception {
        var copies = contestant.finished();
        if (copies.isPresent()) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(true);
                copies.get().add(connection, database, count);
            }
        }
        return copies.isPresent();
    }

    @Override
    public Duration processorTime() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Duration.ofNanos(system.getProcessCpuTime());
    }

    @Override
    public void close() throws Exception {
        for (Node node : nodes) {
            node.close();
        }
        source.close();
    }
}
