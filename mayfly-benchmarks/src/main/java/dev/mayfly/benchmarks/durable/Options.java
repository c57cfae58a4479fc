package dev.mayfly.benchmarks.durable;

import dev.mayfly.benchmarks.durable.peer.Contestant;
import dev.mayfly.benchmarks.durable.peer.Database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is measured.
 *
 * @param database where
 * @param peers whose names, in this order
 * @param jobs how many in a round, unless that takes longer than {@code limit}
 * @param limit about how long a round takes at most; a slow peer gets fewer jobs
 * @param warmUp how long each node runs jobs before anything is measured
 * @param rounds of which the median counts
 * @param threads that submit one job at a time
 * @param batch how many jobs a bulk submission has
 * @param samples of the latency of single jobs, unless that takes longer than twice the limit
 * @param finished how many finished jobs are in the table in the last part
 * @param nodes how many at most
 * @param idle how long an idle node is watched; zero leaves that out
 */
record Options(
        Database database,
        List<String> peers,
        int jobs,
        Duration limit,
        Duration warmUp,
        int rounds,
        int threads,
        int batch,
        int samples,
        long finished,
        int nodes,
        Duration idle) {

    private static final Set<String> KNOWN =
            new TreeSet<>(
                    Set.of(
                            "peers",
                            "jobs",
                            "limit",
                            "warm-up",
                            "rounds",
                            "threads",
                            "batch",
                            "samples",
                            "finished",
                            "nodes",
                            "idle"));

    /**
     * Reads arguments.
     *
     * @param arguments {@code h2} or {@code postgresql}, which is the default, and options such as
     *     {@code --jobs 20000}
     * @return what they say, and defaults
     * @throws IllegalArgumentException if they cannot be understood; says what would be
     */
    static Options parse(String... arguments) {
        String database = "postgresql";
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                database = arguments[i];
                continue;
            }
            String name = arguments[i].substring(2);
            if (!KNOWN.contains(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "\"%s\" is not an option with a value; the options are --%s"
                                .formatted(arguments[i], String.join(", --", KNOWN)));
            }
            given.put(name, arguments[++i]);
        }
        return new Options(
                Database.named(database),
                peers(given.get("peers")),
                number(given, "jobs", 20_000),
                duration(given, "limit", "PT20S"),
                duration(given, "warm-up", "PT5S"),
                number(given, "rounds", 3),
                number(given, "threads", 16),
                number(given, "batch", 1_000),
                number(given, "samples", 300),
                number(given, "finished", 1_000_000),
                number(given, "nodes", 4),
                duration(given, "idle", "PT10S"));
    }

    private static List<String> peers(@org.jspecify.annotations.Nullable String names) {
        List<String> all = Contestant.all().stream().map(Contestant::name).toList();
        if (names == null) {
            return all;
        }
        var chosen = new ArrayList<String>();
        for (String name : names.split(",")) {
            chosen.add(Contestant.named(name).name());
        }
        return chosen;
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        String text = given.getOrDefault(name, "" + otherwise);
        try {
            int number = Integer.parseInt(text.replace("_", ""));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "--" + name + " \"" + text + "\" is no number from 0 on");
    }

    private static Duration duration(Map<String, String> given, String name, String otherwise) {
        String text = given.getOrDefault(name, otherwise);
        try {
            return Duration.parse(text.toUpperCase(Locale.ROOT));
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--" + name + " \"" + text + "\" is no duration such as PT10S", e);
        }
    }
}
