package dev.mayfly.benchmarks;

import dev.mayfly.benchmarks.forked.Fork;
import dev.mayfly.benchmarks.report.BudgetTable;
import dev.mayfly.benchmarks.report.LeftOut;
import dev.mayfly.benchmarks.report.Measurement;
import dev.mayfly.benchmarks.report.PeerTable;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs benchmarks and prints their figures side by side, and beside what they may be. */
public final class Benchmarks {

    private static final String PEER = "peer";

    private Benchmarks() {}

    /**
     * Runs the benchmarks that match, those of JMH and then those of whole processes, and writes
     * JMH's own results to a file. Prints a table that has a row a benchmark and a column a peer,
     * who was left out and why, and the budgets.
     *
     * @param args the file for the results, then JMH's own arguments: regular expressions of
     *     benchmarks and options such as {@code -f 1}, of which those that name benchmarks and
     *     peers hold for whole processes too
     * @throws Exception if an argument is wrong or a benchmark fails
     */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]).toAbsolutePath();
        Files.createDirectories(file.getParent());
        var options =
                new CommandLineOptions(
                        List.of(args).subList(1, args.length).toArray(String[]::new));
        List<Fork> forks = forks(options);
        List<Measurement> figures = new ArrayList<>();
        Set<String> leftOut = new LinkedHashSet<>();
        for (RunResult run : runJmh(options, file, !forks.isEmpty())) {
            figures.add(measurement(run));
            leftOut.addAll(leftOut(run.getParams().getBenchmark()));
        }
        for (Fork fork : forks) {
            System.out.printf("%s of %s%n", fork.benchmark(), fork.peer());
            figures.add(fork.run());
        }
        System.out.println();
        System.out.print(PeerTable.of(figures));
        leftOut.forEach(System.out::println);
        System.out.println();
        System.out.print(BudgetTable.of(Budgets.ALL, figures));
        System.out.println();
        System.out.println(machine());
        System.out.println("JMH's results: " + file);
    }

    private static Collection<RunResult> runJmh(
            CommandLineOptions options, Path file, boolean mayBeNone) throws RunnerException {
        var all =
                new OptionsBuilder()
                        .parent(options)
                        .shouldFailOnError(true)
                        .resultFormat(ResultFormatType.JSON)
                        .result(file.toString())
                        .build();
        try {
            return new Runner(all).run();
        } catch (NoBenchmarksException e) {
            if (mayBeNone) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<Fork> forks(CommandLineOptions options) {
        Collection<String> peers = options.getParameter(PEER).orElse(List.of());
        return Stream.of(
                        ParkedTasksBenchmark.forks(),
                        IdleBenchmark.forks(),
                        IdleAgentsBenchmark.forks())
                .flatMap(List::stream)
                .filter(fork -> matches(options.getIncludes(), fork.benchmark(), true))
                .filter(fork -> !matches(options.getExcludes(), fork.benchmark(), false))
                .filter(fork -> peers.isEmpty() || peers.contains(fork.peer()))
                .toList();
    }

    private static boolean matches(List<String> expressions, String name, boolean ifNone) {
        String full = Benchmarks.class.getPackageName() + "." + name;
        return expressions.isEmpty()
                ? ifNone
                : expressions.stream().anyMatch(each -> Pattern.compile(each).matcher(full).find());
    }

    private static List<String> leftOut(String benchmark) throws ClassNotFoundException {
        Class<?> type = Class.forName(benchmark.substring(0, benchmark.lastIndexOf('.')));
        return Stream.of(type.getAnnotationsByType(LeftOut.class))
                .map(each ->
                        "%s goes without %s: %s"
                                .formatted(type.getSimpleName(), each.peer(), each.because()))
                .toList();
    }

    private static String machine() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%d processors, %s, JDK %s, load average at the end %.1f",
                system.getAvailableProcessors(),
                system.getName() + " " + system.getVersion(),
                Runtime.version(),
                system.getSystemLoadAverage());
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
