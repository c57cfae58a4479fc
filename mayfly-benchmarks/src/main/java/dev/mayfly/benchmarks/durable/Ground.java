package dev.mayfly.benchmarks.durable;

import dev.mayfly.benchmarks.durable.peer.Database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What databases are made on: one server, or one folder, for all peers. Belongs to one thread. */
sealed interface Ground extends AutoCloseable permits H2Files, PostgresServer {

    /** Which database. */
    Database database();

    /**
     * Makes an empty database.
     *
     * @return its URL
     */
    String create(String name) throws SQLException, IOException;

    /** Removes a database that nobody uses any more. */
    void drop(String name) throws SQLException, IOException;

    /** Processor time of the database's own processes; empty if it has none. */
    Optional<Duration> processorTime() throws IOException;

    /** Versions and settings, in lines for people. */
    List<String> description() throws SQLException, IOException;

    /** Where its files are, and others may be that go with it. */
    Path folder();

    /** Ends it and removes its files; closing again does nothing. */
    @Override
    void close() throws IOException;

    /** Removes a folder with all that is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
