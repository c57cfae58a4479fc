package dev.mayfly.benchmarks;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs benchmarks and prints their figures side by side. */
public final class Benchmarks {

    private static final String PEER = "peer";

    private Benchmarks() {}

    /**
     * Runs the benchmarks that match, writes JMH's own results to a file, and prints a table that
     * has a row a benchmark and a column a peer.
     *
     * @param args the file for the results, then JMH's own arguments: regular expressions of
     *     benchmarks and options such as {@code -f 1}
     * @throws Exception if an argument is wrong or a benchmark fails
     */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]).toAbsolutePath();
        Files.createDirectories(file.getParent());
        String[] rest = List.of(args).subList(1, args.length).toArray(String[]::new);
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .parent(new CommandLineOptions(rest))
                                        .shouldFailOnError(true)
                                        .resultFormat(ResultFormatType.JSON)
                                        .result(file.toString())
                                        .build())
                        .run();
        System.out.println();
        System.out.print(PeerTable.of(results.stream().map(Benchmarks::measurement).toList()));
        System.out.println("JMH's results: " + file);
    }

    private static Measurement measurement(RunResult run) {
        BenchmarkParams params = run.getParams();
        Map<String, String> others = new TreeMap<>();
        for (String key : params.getParamsKeys()) {
            if (!key.equals(PEER)) {
                others.put(key, params.getParam(key));
            }
        }
        String name = params.getBenchmark();
        String simple = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        Result<?> result = run.getPrimaryResult();
        return new Measurement(
                others.isEmpty() ? simple : simple + others,
                params.getParamsKeys().contains(PEER) ? params.getParam(PEER) : "mayfly",
                result.getScore(),
                result.getScoreError(),
                result.getScoreUnit());
    }
}
