package dev.mayfly.crash.control;

import dev.mayfly.crash.ledger.Ledger;
import dev.mayfly.crash.node.Fault;
import dev.mayfly.crash.node.Node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node and its process, which is another one after every kill.
 *
 * <p>Thread rule: used by one thread.
 */
final class NodeProcess implements AutoCloseable {

    private final String name;
    private final Ledger ledger;
    private final String url;
    private final Plan plan;
    private final Fault fault;
    private final Path log;
    private Process process;
    private int life;

    NodeProcess(int number, Ledger ledger, String url, Plan plan, Path folder) throws IOException {
        this.name = "node-" + number;
        // Somebody has to take over from the one that forgets to renew.
        this.fault = plan.fault() == Fault.LOST_RENEWALS && number > 1 ? Fault.NONE : plan.fault();
        this.ledger = ledger;
        this.url = url;
        this.plan = plan;
        this.log = folder.resolve(name + ".log");
        this.process = start();
    }

    private Process start() throws IOException {
        life++;
        long seed = plan.seed() * 1_000_003 + name.hashCode() * 31L + life;
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        // Nodes live for seconds: what C2 would gain it would not earn.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-D" + Node.FAULT + "=" + fault,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Node.class.getName(),
                        name,
                        Integer.toString(ledger.port()),
                        url,
                        Long.toString(seed),
                        Boolean.toString(plan.hasLongJobs()),
                        plan.patience().toString(),
                        Integer.toString(life));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    long pid() {
        return process.pid();
    }

    /**
     * Looks whether it lives.
     *
     * @throws IllegalStateException if it has ended by itself
     */
    void check() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "node " + name + " has ended by itself with " + process.exitValue() + tail());
        }
    }

    String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return ":\n  "
                    + String.join(
                            "\n  ", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return ": " + e;
        }
    }

    /** Whether it reports to the ledger. */
    boolean isReporting() {
        return ledger.statuses().containsKey(pid());
    }

    /** Kills it; the ledger writes down what it had in flight. */
    void kill(long at) throws InterruptedException {
        long killed = pid();
        process.destroyForcibly();
        process.waitFor();
        ledger.awaitSilence(killed);
        ledger.book().killed(killed, at);
    }

    void restart() throws IOException {
        process = start();
    }

    void signal(String signal) throws IOException, InterruptedException {
        Commands.signal(signal, pid());
    }

    /** Stops it where it is; see {@link Commands#freeze}. */
    void freeze() throws IOException, InterruptedException {
        Commands.freeze(List.of(pid()));
    }

    /** Waits for its end; one that does not end is killed. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
