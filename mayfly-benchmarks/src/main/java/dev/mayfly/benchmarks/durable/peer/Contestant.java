package dev.mayfly.benchmarks.durable.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** A library that keeps its jobs in a database. Immutable. */
public interface Contestant {

    /** {@return its name in arguments and tables} */
    String name();

    /** {@return the version on the class path} */
    String version();

    /**
     * How it is set up, and what is not comparable.
     *
     * @param database for which
     * @return a line for people
     */
    String settings(Database database);

    /**
     * Makes its tables, unless its nodes do that.
     *
     * @param connection to an empty database, which commits by itself
     * @param database which one
     * @throws SQLException if the database refuses
     * @throws IOException if the library's script cannot be read
     */
    default void createTables(Connection connection, Database database)
            throws SQLException, IOException {}

    /**
     * How finished jobs are copied; the database has one.
     *
     * @return empty if the library keeps none
     */
    default Optional<Copies> finished() {
        return Optional.empty();
    }

    /**
     * Starts it. Whatever the library starts by itself runs when this returns.
     *
     * @param site where
     * @return the node
     * @throws Exception if the library refuses
     */
    Node start(Site site) throws Exception;

    /** {@return all, in the order of the table} */
    static List<Contestant> all() {
        return List.of(
                new MayflyContestant(),
                new DbSchedulerContestant(false),
                new DbSchedulerContestant(true),
                new JobRunrContestant(),
                new QuartzContestant());
    }

    /**
     * Finds one.
     *
     * @param name its name
     * @return it
     * @throws IllegalArgumentException if there is none of that name
     */
    static Contestant named(String name) {
        List<Contestant> all = all();
        return all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "peer \""
                                        + name
                                        + "\" is none of "
                                        + String.join(
                                                ", ",
                                                all.stream().map(Contestant::name).toList())));
    }

    /** The version of a library that cannot say it itself. */
    static String versionOf(String library) {
        var versions = new Properties();
        try (InputStream file = Contestant.class.getResourceAsStream("versions.properties")) {
            versions.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("versions.properties cannot be read", e);
        }
        return versions.getProperty(library, "unknown");
    }

    /** Runs the statements of a script, which end in semicolons. */
    static void runScript(Connection connection, Class<?> beside, String name)
            throws SQLException, IOException {
        try (InputStream file = beside.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("there is no " + name + " beside " + beside.getName());
            }
            String script = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            try (Statement statement = connection.createStatement()) {
                statement.execute(script);
            }
        }
    }
}
