package dev.mayfly.benchmarks.durable;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Nodes in a JVM of their own, which get one command a line and answer each with one line. The JVM
 * ends when its input does, so none outlives the run.
 *
 * <p>Thread rule: belongs to one thread.
 */
public final class NodeProcess implements NodeClient {

    /** What a line of an answer begins with; libraries may print others. */
    private static final String ANSWER = "= ";

    private static final String FAILURE = "! ";

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter commands;

    /** Starts the JVM and waits until its nodes are up. */
    NodeProcess(Crew crew) throws IOException {
        this.name = crew.peer() + " " + crew.place();
        this.process = new ProcessBuilder(command(crew)).redirectError(Redirect.INHERIT).start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        var _ = answer();
    }

    private static List<String> command(Crew crew) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path", "." + File.pathSeparator));
        command.add(NodeProcess.class.getName());
        command.addAll(crew.toArguments());
        return command;
    }

    /** Begins what {@link #answer} waits for, so that several processes can be told at once. */
    void tell(String command) {
        commands.println(command);
    }

    /** The rest of the line. */
    String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(ANSWER)) {
                return line.substring(ANSWER.length());
            }
            if (line.startsWith(FAILURE)) {
                throw new IllegalStateException(name + ": " + line.substring(FAILURE.length()));
            }
        }
        throw new IllegalStateException(
                name + " ended without an answer; its own messages stand above");
    }

    private String ask(Object... words) throws IOException {
        tell(String.join(" ", List.of(words).stream().map(String::valueOf).toList()));
        return answer();
    }

    @Override
    public void submit(long first, int count, int threads) throws IOException {
        var _ = ask("submit", first, count, threads);
    }

    @Override
    public void submitAll(long first, int count, int batch) throws IOException {
        var _ = ask("submit-all", first, count, batch);
    }

    @Override
    public void await(long target, Duration limit) throws IOException {
        var _ = ask("await", target, limit);
    }

    @Override
    public Latency latency(long first, int samples, boolean stored, Duration limit)
            throws IOException {
        String[] parts = ask("latency", first, samples, stored, limit).split(" ");
        return new Latency(
                Integer.parseInt(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]));
    }

    @Override
    public boolean fill(long count) throws IOException {
        return Boolean.parseBoolean(ask("fill", count));
    }

    @Override
    public Duration processorTime() throws IOException {
        return Duration.parse(ask("processor-time"));
    }

    /** Ends the JVM, by force if it takes longer than half a minute. */
    @Override
    public void close() throws InterruptedException {
        commands.close();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    /**
     * The JVM.
     *
     * @param arguments a {@link Crew}
     * @throws Exception if the nodes cannot be started
     */
    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var host = new NodeHost(Crew.fromArguments(arguments));
        System.out.println(ANSWER + "ready");
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String reply;
            try {
                reply = ANSWER + obey(host, line.split(" "));
            } catch (Exception e) {
                e.printStackTrace();
                reply = FAILURE + line + ": " + String.valueOf(e.getMessage()).replace('\n', ' ');
            }
            System.out.println(reply);
        }
        host.close();
        System.exit(0);
    }

    private static @Nullable Object obey(NodeHost host, String[] words) throws Exception {
        switch (words[0]) {
            case "submit" -> host.submit(longAt(words, 1), intAt(words, 2), intAt(words, 3));
            case "submit-all" -> host.submitAll(longAt(words, 1), intAt(words, 2), intAt(words, 3));
            case "await" -> host.await(longAt(words, 1), Duration.parse(words[2]));
            case "fill" -> {
                return host.fill(longAt(words, 1));
            }
            case "processor-time" -> {
                return host.processorTime();
            }
            case "latency" -> {
                Latency latency =
                        host.latency(
                                longAt(words, 1),
                                intAt(words, 2),
                                Boolean.parseBoolean(words[3]),
                                Duration.parse(words[4]));
                return latency.samples() + " " + latency.p50() + " " + latency.p99();
            }
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
        return "done";
    }

    private static long longAt(String[] words, int index) {
        return Long.parseLong(words[index]);
    }

    private static int intAt(String[] words, int index) {
        return Integer.parseInt(words[index]);
    }
}
