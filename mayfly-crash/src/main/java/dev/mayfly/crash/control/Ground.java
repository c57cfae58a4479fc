package dev.mayfly.crash.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * What the nodes of a run stand on: a database, and below it perhaps a disk whose power is cut.
 *
 * <p>Thread rule: used by one thread.
 */
final class Ground implements AutoCloseable {

    private final String url;
    private final @Nullable PostgresServer server;
    private final @Nullable Disk disk;

    private Ground(String url, @Nullable PostgresServer server, @Nullable Disk disk) {
        this.url = url;
        this.server = server;
        this.disk = disk;
    }

    /**
     * Lays it.
     *
     * @param plan what is to be done
     * @param work the folder of the run
     * @throws IOException if the disk cannot be made or the server cannot be started
     */
    static Ground lay(Plan plan, Path work) throws IOException, InterruptedException {
        if (plan.store() == Plan.Database.POSTGRESQL
                && Commands.isRoot()) { // the server's user passes through
            Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx--x--x"));
        }
        if (!plan.cutsPower()) {
            return lay(plan, work, work, null);
        }
        Disk disk = Disk.make(work);
        Ground ground = null;
        try {
            ground = lay(plan, work, disk.folder(), disk);
            disk.force(); // initdb has not, and the server does not know of what it has written
            return ground;
        } finally {
            if (ground == null) {
                disk.close();
            }
        }
    }

    private static Ground lay(Plan plan, Path work, Path files, @Nullable Disk disk)
            throws IOException, InterruptedException {
        if (plan.store() == Plan.Database.H2) {
            // As the starter opens the file of mayfly.store.type=file.
            String url = "jdbc:h2:async:" + files.resolve("jobs") + ";DB_CLOSE_ON_EXIT=FALSE";
            return new Ground(url, null, disk);
        }
        PostgresServer server = PostgresServer.start(work, files);
        return new Ground(server.url(), server, disk);
    }

    /** Of the database. */
    String url() {
        return url;
    }

    /** Whether the database is a process of its own. */
    boolean hasServer() {
        return server != null;
    }

    /** The server. */
    PostgresServer server() {
        if (server == null) {
            throw new IllegalStateException("there is no server on " + url);
        }
        return server;
    }

    /** The disk below. */
    Disk disk() {
        if (disk == null) {
            throw new IllegalStateException("there is no disk of its own below " + url);
        }
        return disk;
    }

    /** Ends the server, and unmounts the disk. */
    @Override
    public void close() throws IOException {
        try (disk) {
            if (server != null) {
                server.close();
            }
        }
    }
}
