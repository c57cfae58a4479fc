package dev.mayfly.store.jdbc.internal.sql;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.UnstorableException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.sql.DataSource;

/** Connections to the database, and what is known of it. Safe for use by any thread. */
public final class Database {

    /** How long a query may take, and the making of the tables: a minute. */
    public static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

    private static final String FOLDER = "/dev/mayfly/store/jdbc/";

    /** Changes are short; what takes longer than this is not answered any more. */
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(5);

    private final DataSource source;
    private final Dialect dialect;
    private final Duration limit;
    private final Outage outage = new Outage();
    private final RareIndexes indexes;
    private final Announcer announcer = new Announcer(this);

    /**
     * Uses a data source.
     *
     * @param source of the database with the tables
     * @param dialect the database's
     * @param patience how long each statement of a change may go without an answer, 5 s at least:
     *     the database counts as gone then. A server that is frozen, or a line that is cut without
     *     a word, is noticed by nothing else.
     */
    public Database(DataSource source, Dialect dialect, Duration patience) {
        this.source = source;
        this.dialect = dialect;
        this.indexes = new RareIndexes(source, dialect);
        this.limit = patience.compareTo(SHORTEST_LIMIT) < 0 ? SHORTEST_LIMIT : patience;
    }

    /** Something that is done with a connection. */
    @FunctionalInterface
    public interface Action<T> {
        /** Does it. */
        T on(Connection connection) throws SQLException;
    }

    /** A connection that commits when told to. */
    public Connection connection() throws SQLException {
        Connection connection = source.getConnection();
        try {
            if (connection.getAutoCommit()) {
                connection.setAutoCommit(false);
            }
            dialect.limitAnswers(connection, LONGEST_ANSWER);
            return connection;
        } catch (SQLException e) {
            try (connection) {
                throw e;
            }
        }
    }

    /**
     * A connection for a transaction that holds locks, and ends if this process is frozen in it.
     */
    public Connection changing() throws SQLException {
        Connection connection = connection();
        try {
            dialect.limitAnswers(connection, limit);
            dialect.begin(connection);
            return connection;
        } catch (SQLException e) {
            try (connection) {
                throw e;
            }
        }
    }

    private enum Way {
        READ,
        CHANGE,
        CHANGE_DURABLY
    }

    /** Reads. */
    public <T> T read(String what, Action<T> action) {
        return inTransaction(what, action, Way.READ);
    }

    /** Changes what may be forgotten in a power cut. */
    public <T> T run(String what, Action<T> action) {
        return inTransaction(what, action, Way.CHANGE);
    }

    /** Changes something that nobody may lose once this has returned. */
    public <T> T runDurably(String what, Action<T> action) {
        return inTransaction(what, action, Way.CHANGE_DURABLY);
    }

    private <T> T inTransaction(String what, Action<T> action, Way way) {
        while (true) {
            try (Connection connection = way == Way.READ ? connection() : changing()) {
                T result = committed(connection, action);
                if (way == Way.CHANGE_DURABLY) {
                    dialect.harden(connection);
                }
                outage.ends();
                return result;
            } catch (SQLException e) {
                if (Outage.isConflict(e)) {
                    Thread.onSpinWait();
                    continue;
                }
                if (Outage.is(e)) {
                    outage.begins(e);
                    throw new StoreUnavailableException(
                            "the database does not answer, so "
                                    + what
                                    + " is not possible: "
                                    + e.getMessage(),
                            e);
                }
                throw explained(e);
            }
        }
    }

    private static <T> T committed(Connection connection, Action<T> action) throws SQLException {
        boolean done = false;
        try {
            T result = action.on(connection);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                rollback(connection);
            }
        }
    }

    /** A pool gives connections on; none may take a half-done transaction along. */
    public static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // The connection is broken, and what it had begun is gone with it.
        }
    }

    /** What the database has against some values of jobs, if it has; null otherwise. */
    public @Nullable UnstorableException refusal(SQLException failure, List<Refusal.Value> values) {
        if (!Refusal.is(failure)) {
            return null;
        }
        Map<String, Integer> widths = Map.of();
        try (Connection connection = source.getConnection()) {
            widths = Refusal.widths(connection);
        } catch (SQLException e) {
            failure.addSuppressed(e); // then the database's own words have to do
        }
        return Refusal.of(failure, widths, values);
    }

    /** What the database has against it, in an exception for users. */
    public RuntimeException explained(SQLException failure) {
        if (Refusal.is(failure)) {
            return Refusal.of(failure, Map.of(), List.of());
        }
        String hint =
                switch (failure.getSQLState() == null ? "" : failure.getSQLState()) {
                    case "42P01", "42S02", "42S04" ->
                            "; the tables are missing: set mayfly.store.initialize-schema=always,"
                                    + " or run "
                                    + dialect.schema()
                                    + " from the jar mayfly-store-jdbc";
                    case "42703", "42S22" -> earlierTables();
                    case "42501", "90040" -> "; the user of the database lacks a right";
                    default -> "";
                };
        return new IllegalStateException(
                "the job store's database refused: " + failure.getMessage() + hint, failure);
    }

    /**
     * Whether it answers.
     *
     * @return always the same object
     */
    public Outage outage() {
        return outage;
    }

    /** {@return what is special about it} */
    public Dialect dialect() {
        return dialect;
    }

    /** {@return the indexes that not every application needs} */
    public RareIndexes indexes() {
        return indexes;
    }

    // ---- other processes

    /**
     * Tells other processes soon that queues have ready jobs, if there can be others. For after the
     * commit: they look at once.
     *
     * @param queues which; may be none
     */
    public void announce(Collection<String> queues) {
        if (dialect == Dialect.POSTGRESQL) {
            announcer.announce(queues);
        }
    }

    /**
     * Tells other processes soon of those jobs that they may take, and makes the indexes that they
     * need.
     *
     * @param jobs as they have been committed, in whatever states
     */
    public void committed(Stream<JobRecord> jobs) {
        if (dialect == Dialect.H2) {
            indexes.need(jobs.toList());
            return;
        }
        announce(
                jobs.filter(job -> job.state() == JobState.READY)
                        .map(JobRecord::queue)
                        .collect(Collectors.toSet()));
    }

    /** Passes on of which queue a notice of other processes tells. */
    void hear(String notice, Consumer<String> others) {
        announcer.hear(notice, others);
    }

    /** Tells others what they are still to be told, and nothing after that. */
    public void endAnnouncing() {
        announcer.close();
    }

    // ---- tables

    /** Makes the tables where they are missing. */
    public void createTables() {
        runDurably("making the tables", this::create);
    }

    private boolean create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (dialect == Dialect.POSTGRESQL) {
                // Several processes may start at once, and IF NOT EXISTS alone does not order them.
                statement.execute("SELECT pg_advisory_xact_lock(7240119201)");
            }
            for (String command : script(dialect.schema()).split(";\\s*\n")) {
                if (!command.isBlank()) {
                    statement.execute(command);
                }
            }
        }
        return true;
    }

    /**
     * Sees whether the tables are those of this version.
     *
     * @throws IllegalStateException if tables or columns are missing
     */
    public void checkTables() {
        List<String> missing =
                read(
                        "looking at the tables",
                        connection -> SchemaCheck.missing(connection, script(dialect.schema())));
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "the job store lacks " + String.join(", ", missing) + earlierTables());
        }
    }

    private String earlierTables() {
        return "; its tables are of an earlier version of Mayfly: add what is missing as "
                + dialect.schema()
                + " from the jar mayfly-store-jdbc has it, or, if all jobs may go, remove the"
                + " tables whose names begin with mayfly_ (with mayfly.store.type=file, the file)";
    }

    private static String script(String name) {
        try (InputStream in = Database.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
