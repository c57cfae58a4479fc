package dev.mayfly.crash.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

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

    /**
     * Stops processes, as those of a machine are whose power fails. When this returns none of them
     * does anything by itself any more; a call to the system may go on, but nobody hears of its
     * end. Needs Linux.
     */
    static void freeze(List<Long> processes) throws IOException, InterruptedException {
        for (long process : processes) {
            signal("STOP", process);
        }
        for (long process : processes) {
            while (isAwake(process)) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private static boolean isAwake(long process) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
            return threads.anyMatch(Commands::isThreadAwake);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Neither stopped (T), nor in a call that nothing interrupts (D), nor ended (X, Z). */
    private static boolean isThreadAwake(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            // The name before the state stands in brackets, and may have some of its own.
            return "TtDXZ".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException e) {
            return false; // it has just ended
        }
    }
}
