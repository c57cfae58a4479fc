package dev.mayfly.crash.control;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A PostgreSQL of its own, from the programs that are installed, in a folder of its own, with
 * {@code fsync} on as it is by default. Started by root it runs as the user {@code postgres}.
 *
 * <p>Thread rule: used by one thread.
 */
final class PostgresServer implements AutoCloseable {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final int STARTS = 40;

    private final Path programs;
    private final Path data;
    private final Path log;
    private final int port;
    private final List<String> asUser;

    /** Found when it starts: its files cannot be read while their disk has no power. */
    private @Nullable ProcessHandle postmaster;

    private PostgresServer(Path programs, Path data, Path log) throws IOException {
        this.programs = programs;
        this.data = data;
        this.log = log;
        this.asUser = Commands.isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of();
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
    }

    /** The folder with {@code pg_ctl}: Debian's newest, or one on the path. */
    static Optional<Path> programs() {
        List<Path> candidates = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.map(version -> version.resolve("bin"))
                        .sorted(Comparator.reverseOrder())
                        .forEach(candidates::add);
            } catch (IOException e) {
                // As if it were not there.
            }
        }
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of)
                .forEach(candidates::add);
        return candidates.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("pg_ctl"))
                                && Files.isExecutable(folder.resolve("initdb")))
                .findFirst();
    }

    /**
     * Makes and starts a server.
     *
     * @param work a folder for its log, which the server's user may pass through
     * @param files a folder for its data, which may be the same
     * @throws IOException if it cannot be started
     */
    static PostgresServer start(Path work, Path files) throws IOException, InterruptedException {
        Path programs =
                programs()
                        .orElseThrow(() ->
                                new IOException(
                                        "there is no pg_ctl below "
                                                + DEBIAN
                                                + " or on the path; install PostgreSQL (Debian:"
                                                + " apt-get install postgresql)"));
        Path data = ownFolder(files.resolve("data"));
        Path log = ownFolder(work.resolve("log")).resolve("server.log");
        var server = new PostgresServer(programs, data, log);
        server.runs(
                "initdb",
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--no-sync",
                "-D",
                server.data.toString());
        server.start();
        return server;
    }

    private static Path ownFolder(Path folder) throws IOException, InterruptedException {
        var _ = Files.createDirectory(folder);
        if (Commands.isRoot()) {
            var _ = Commands.run(List.of("chown", "postgres", folder.toString()));
        }
        return folder;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:"
                + port
                + "/postgres?connectTimeout=2&socketTimeout=10";
    }

    private void runs(String program, String... args) throws IOException, InterruptedException {
        var command = new ArrayList<>(asUser);
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(args));
        var _ = Commands.run(command);
    }

    /** Starts it; also after a kill, when what is left of it may still hold its memory. */
    void start() throws IOException, InterruptedException {
        String options =
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''";
        for (int tries = 1; ; tries++) {
            try {
                runs(
                        "pg_ctl",
                        "-D",
                        data.toString(),
                        "-l",
                        log.toString(),
                        "-o",
                        options,
                        "-w",
                        "-t",
                        "60",
                        "start");
                postmaster = findPostmaster();
                return;
            } catch (IOException e) {
                if (tries == STARTS) {
                    throw e;
                }
                LockSupport.parkNanos(250_000_000);
            }
        }
    }

    private ProcessHandle findPostmaster() throws IOException {
        long process =
                Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        return ProcessHandle.of(process)
                .orElseThrow(() -> new IOException("no process " + process));
    }

    /** Stops the postmaster, and then whatever it has started; see {@link Commands#freeze}. */
    void freeze() throws IOException, InterruptedException {
        ProcessHandle handle = Objects.requireNonNull(postmaster, "it has not been started");
        Commands.freeze(List.of(handle.pid()));
        Commands.freeze(handle.descendants().map(ProcessHandle::pid).toList());
    }

    /** Kills the postmaster, and then whatever it has started. */
    void kill() {
        ProcessHandle handle = Objects.requireNonNull(postmaster, "it has not been started");
        List<ProcessHandle> children = handle.descendants().toList();
        handle.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(handle);
        children.forEach(PostgresServer::awaitEnd);
    }

    private static void awaitEnd(ProcessHandle process) {
        while (process.isAlive()) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Has it end without a checkpoint, as {@code pg_ctl stop -m immediate} does. */
    void stopAtOnce() throws IOException, InterruptedException {
        runs("pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
    }

    @Override
    public void close() {
        if (postmaster == null || !postmaster.isAlive()) {
            return;
        }
        try {
            stopAtOnce();
        } catch (IOException e) {
            kill(); // also from a disk that has no power
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
