package dev.mayfly.benchmarks.durable;

import dev.mayfly.benchmarks.durable.peer.Database;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A private PostgreSQL from the installed programs, with its default settings: {@code fsync} and
 * {@code synchronous_commit} are on. Its data are in the folder for temporary files, which must be
 * on a disk for the figures to mean anything, and are removed at the end.
 *
 * <p>PostgreSQL refuses to run as root; then it is run as the user {@code postgres}, or {@code
 * nobody}.
 */
final class PostgresServer implements Ground {

    private static final List<String> USERS = List.of("postgres", "nobody");

    private static final List<String> SHOWN =
            List.of(
                    "server_version",
                    "fsync",
                    "synchronous_commit",
                    "shared_buffers",
                    "max_wal_size",
                    "max_connections",
                    "autovacuum");

    private final Path programs;
    private final Path folder;
    private final Path data;
    private final List<String> asUser;
    private final int port;
    private boolean running;

    PostgresServer() throws IOException, InterruptedException {
        programs = programs();
        folder = Files.createTempDirectory("mayfly-durable-postgresql");
        data = folder.resolve("data");
        asUser = asUser(folder);
        port = freePort();
        run("initdb", "-D", data, "-U", "mayfly", "-A", "trust", "-E", "UTF8", "--no-locale");
        running = true;
        run(
                "pg_ctl",
                "-D",
                data,
                "-w",
                "-l",
                folder.resolve("log"),
                "-o",
                "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1",
                "start");
    }

    private static Path programs() throws IOException {
        List<Path> candidates = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            candidates.add(Path.of(folder));
        }
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(java.util.Comparator.reverseOrder())
                        .forEach(version -> candidates.add(version.resolve("bin")));
            }
        }
        return candidates.stream()
                .filter(each ->
                        Files.isExecutable(each.resolve("pg_ctl"))
                                && Files.isExecutable(each.resolve("initdb")))
                .findFirst()
                .orElseThrow(() ->
                        new IOException(
                                "no pg_ctl and initdb on the PATH or below "
                                        + debian
                                        + "; install PostgreSQL's server, or run with h2"));
    }

    /** What to put before a command so that it does not run as root; the folder is handed over. */
    private static List<String> asUser(Path folder) throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return List.of();
        }
        for (String user : USERS) {
            try {
                Files.setOwner(
                        folder,
                        folder.getFileSystem()
                                .getUserPrincipalLookupService()
                                .lookupPrincipalByName(user));
                return List.of("setpriv", "--reuid=" + user, "--clear-groups", "--");
            } catch (UserPrincipalNotFoundException e) {
                // The next may be there.
            }
        }
        throw new IOException(
                "PostgreSQL does not run as root, and there is none of the users " + USERS);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void run(String program, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(asUser);
        command.add(programs.resolve(program).toString());
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        // To a file: a server that outlives pg_ctl would keep a pipe open.
        File output = Files.createTempFile("mayfly-durable", ".log").toFile();
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        int exit = process.waitFor();
        String said = Files.readString(output.toPath(), StandardCharsets.UTF_8);
        Files.delete(output.toPath());
        if (exit != 0) {
            throw new IOException(program + " ended with exit code " + exit + ": " + said.strip());
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("postgres"), "mayfly", "");
    }

    private String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    @Override
    public Database database() {
        return Database.POSTGRESQL;
    }

    @Override
    public String create(String name) throws SQLException {
        execute("CREATE DATABASE " + name);
        execute("CHECKPOINT"); // nobody pays for what was written before
        return url(name);
    }

    @Override
    public void drop(String name) throws SQLException {
        execute("DROP DATABASE " + name + " WITH (FORCE)");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public Optional<Duration> processorTime() throws IOException {
        Path file = data.resolve("postmaster.pid");
        Path copy = Path.of("/proc", Files.readString(file).lines().findFirst().orElse(""), "stat");
        return Files.exists(copy)
                ? Optional.of(ProcessorTime.ofTree(Long.parseLong(copy.getName(1).toString())))
                : Optional.empty();
    }

    @Override
    public List<String> description() throws SQLException, IOException {
        List<String> settings = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String name : SHOWN) {
                try (ResultSet found = statement.executeQuery("SHOW " + name)) {
                    found.next();
                    settings.add(name + " " + found.getString(1));
                }
            }
        }
        return List.of(
                "PostgreSQL: " + String.join(", ", settings),
                "PostgreSQL's data are on " + Files.getFileStore(folder).type());
    }

    private synchronized void stop() {
        if (!running) {
            return;
        }
        running = false;
        try {
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
        } catch (IOException e) {
            System.err.println("PostgreSQL was not stopped: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public synchronized void close() throws IOException {
        stop();
        Ground.delete(folder);
    }
}
