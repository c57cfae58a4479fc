package dev.mayfly.spring.boot.autoconfigure.store;

import dev.mayfly.spring.boot.autoconfigure.configuration.ConfiguredValues;
import dev.mayfly.spring.boot.autoconfigure.configuration.MayflyConfigurationException;

import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcConnectionPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

/**
 * The H2 file of a store of type {@code file}: made if it is missing, open in one application at a
 * time, closed when the application ends and not before.
 *
 * <p>No {@code DataSource} bean, so that the host application does not take it for its own.
 */
public final class FileDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly.store");

    private static final String KEY = "mayfly.store.path";

    /** One writes; the others are for screens, handles and searches. */
    private static final int CONNECTIONS = 16;

    /** Two applications in one JVM would share H2's engine and not notice each other. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final JdbcConnectionPool pool;

    private FileDatabase(Path path, JdbcConnectionPool pool) {
        this.path = path;
        this.pool = pool;
    }

    /**
     * Opens the file.
     *
     * @param configured its path without its ending, relative to the working directory
     * @param environment knows where it was set
     * @return the database
     * @throws MayflyConfigurationException if it cannot be opened, with the reason
     */
    public static FileDatabase open(String configured, Environment environment) {
        Path path = path(configured, environment);
        if (!OPEN.add(path)) {
            throw inUse(path, environment);
        }
        JdbcConnectionPool pool = JdbcConnectionPool.create(url(path), "mayfly", "");
        pool.setMaxConnections(CONNECTIONS);
        FileDatabase database = new FileDatabase(path, pool);
        try (Connection _ = pool.getConnection()) {
            return database;
        } catch (SQLException e) {
            pool.dispose();
            OPEN.remove(path);
            throw explained(e, path, environment);
        }
    }

    /**
     * The address of the file. With {@code async:} it is read and written through an asynchronous
     * channel: an ordinary one is closed when a thread is interrupted that reads from it, as a job
     * is that is cancelled, and takes the database with it. The last connection's end closes the
     * database, not H2's own shutdown hook, which would come before the jobs have ended.
     */
    private static String url(Path path) {
        return "jdbc:h2:async:" + path + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0";
    }

    private static Path path(String configured, Environment environment) {
        Path path;
        try {
            path = Path.of(configured).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw ConfiguredValues.refused(
                    environment,
                    KEY,
                    configured,
                    "This is no path of a file: " + e.getReason() + ".",
                    "Write a path such as ./mayfly/jobs, which is the default.");
        }
        Path folder = path.getParent();
        if (path.getFileName() == null || folder == null) {
            throw unusable(path, environment, "it is no file");
        }
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, ownerOnly());
            }
            return folder.toRealPath().resolve(path.getFileName());
        } catch (IOException e) {
            throw unusable(path, environment, "its folder cannot be made (" + e + ")");
        }
    }

    /** Payloads of jobs are nobody else's business. */
    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static MayflyConfigurationException explained(
            SQLException failure, Path path, Environment environment) {
        if (failure.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
            return inUse(path, environment);
        }
        Path folder = path.getParent();
        if (folder != null && !Files.isWritable(folder)) {
            return unusable(path, environment, "its folder cannot be written to");
        }
        return unusable(path, environment, String.valueOf(failure.getMessage()));
    }

    private static MayflyConfigurationException inUse(Path path, Environment environment) {
        return ConfiguredValues.refused(
                environment,
                KEY,
                path,
                "Jobs cannot be kept in "
                        + file(path)
                        + ": another application has it open, and only one can.",
                "End the other one, or give this one another path. Several processes share their"
                        + " jobs with mayfly.store.type=jdbc and a PostgreSQL database.");
    }

    private static MayflyConfigurationException unusable(
            Path path, Environment environment, String why) {
        return ConfiguredValues.refused(
                environment,
                KEY,
                path,
                "Jobs cannot be kept in " + file(path) + ": " + why + ".",
                "Set " + KEY + " to a file in a folder that this process may write to.");
    }

    private static String file(Path path) {
        return path + ".mv.db";
    }

    /**
     * Where the jobs are.
     *
     * @return the absolute path of the file, with its ending
     */
    public String file() {
        return file(path);
    }

    /**
     * Connections to the file.
     *
     * @return a small pool, open until this is closed
     */
    public DataSource source() {
        return pool;
    }

    /** Closes the file, whoever still has a connection. Closing again does nothing. */
    @Override
    public void close() {
        if (!OPEN.contains(path)) {
            return;
        }
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            log.warn("{} was not closed in order; H2 mends it when it is opened next", file(), e);
        } finally {
            pool.dispose();
            OPEN.remove(path);
        }
    }
}
