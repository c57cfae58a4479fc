package dev.mayfly.crash.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs programs of the machine. Safe for use by any thread. */
final class Commands {

    private Commands() {}

    /**
     * Runs a program to its end.
     *
     * @return what it printed
     * @throws IOException if it cannot be started, or its exit code is not 0
     */
    static String run(List<String> command) throws IOException, InterruptedException {
        return run(command, 0);
    }

    /**
     * Runs a program to its end.
     *
     * @return what it printed
     * @throws IOException if it cannot be started, or its exit code is above the most that is good
     */
    static String run(List<String> command, int mostGood) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code < 0 || code > mostGood) {
            throw new IOException(
                    String.join(" ", command) + " ended with " + code + ": " + printed.strip());
        }
        return printed;
    }

    /** Whether this process may do everything. */
    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Sends a signal, for instance {@code KILL}. */
    static void signal(String name, long process) throws IOException, InterruptedException {
        var _ = run(List.of("kill", "-" + name, Long.toString(process)));
    }
}
