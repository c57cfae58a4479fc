package dev.mayfly.benchmarks.durable;

import dev.mayfly.benchmarks.durable.peer.Contestant;
import dev.mayfly.benchmarks.durable.peer.Database;
import dev.mayfly.benchmarks.report.Measurement;
import dev.mayfly.benchmarks.report.RowTable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs durable jobs with each peer and prints tables with a row a peer, after the machine, the
 * versions and the settings that they hold for. What each figure means stands in {@code
 * docs/performance.md}.
 *
 * <p>A peer that fails has its failure printed, and the others go on.
 */
public final class DurableRun {

    private DurableRun() {}

    /**
     * Measures and prints. Ends with exit code 0, 1 if a peer failed, 2 for wrong arguments.
     *
     * @param arguments {@code h2} or {@code postgresql}, which is the default, and options such as
     *     {@code --jobs 20000}
     * @throws Exception if there is no database
     */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        List<String> failures = new ArrayList<>();
        try (Ground ground = ground(options.database())) {
            // Also where somebody has lost patience: no server is to stay.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ground), "durable-end"));
            System.out.print(run(options, ground, NodeProcess::new, System.err::println, failures));
        }
        System.exit(failures.isEmpty() ? 0 : 1);
    }

    private static void end(Ground ground) {
        try {
            ground.close();
        } catch (IOException | UncheckedIOException e) {
            System.err.println("not everything was removed: " + e.getMessage());
        }
    }

    private static Ground ground(Database database) throws IOException, InterruptedException {
        return database == Database.H2 ? new H2Files() : new PostgresServer();
    }

    /** Measures; returns what is to be printed, and adds what failed. */
    static String run(
            Options options,
            Ground ground,
            Lab.Launcher launcher,
            Consumer<String> progress,
            List<String> failures)
            throws Exception {
        var text = new StringBuilder();
        Machine.description().forEach(line -> text.append(line).append('\n'));
        ground.description().forEach(line -> text.append(line).append('\n'));
        text.append(options).append('\n');
        var lab = new Lab(options, ground, launcher, progress);
        for (String name : options.peers()) {
            Contestant peer = Contestant.named(name);
            text.append(
                    "%s %s: %s%n"
                            .formatted(
                                    peer.name(),
                                    peer.version(),
                                    peer.settings(options.database())));
            try {
                lab.measure(peer);
            } catch (Exception e) {
                failures.add(name + " failed: " + e);
                progress.accept(failures.getLast());
            }
        }
        text.append(Machine.load("after")).append("\n\n");
        for (List<Measurement> table : List.of(lab.throughput(), lab.nodes(), lab.standing())) {
            if (!table.isEmpty()) {
                text.append(RowTable.of(table)).append('\n');
            }
        }
        failures.forEach(failure -> text.append(failure).append('\n'));
        return text.toString();
    }
}
