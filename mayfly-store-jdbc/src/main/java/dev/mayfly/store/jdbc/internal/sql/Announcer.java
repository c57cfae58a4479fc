package dev.mayfly.store.jdbc.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Tells other processes, through PostgreSQL, of queues that have ready jobs: after the commit, in a
 * transaction of its own, and each queue once in {@link #PAUSE} at most.
 *
 * <p>PostgreSQL commits those transactions that notify one after the other, with a lock on the
 * whole server that is held while the disk writes. So no transaction that changes jobs notifies,
 * neither the store's nor the application's; and those that do, here, do not wait for the disk.
 * What is lost with the process between its commit and this is found by others as what is lost with
 * a connection is: they look twice a second.
 *
 * <p>Thread rule: safe for use by any thread; nobody waits but {@link #close}.
 */
final class Announcer implements AutoCloseable {

    /** How long others may be told late of a queue that they were told of just before. */
    static final Duration PAUSE = Duration.ofMillis(10);

    /** How long a process that leaves waits for its last announcement. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final char END_OF_SENDER = ' ';

    private final Database database;
    private final String sender = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final Thread thread;

    /** Guarded by this: a thread that was not started cannot be waited for. */
    private boolean started;

    private volatile boolean idle;
    private volatile boolean closed;

    Announcer(Database database) {
        this.database = database;
        this.thread =
                Thread.ofPlatform().daemon().name("mayfly-store-announcer").unstarted(this::run);
        this.thread.setContextClassLoader(null);
    }

    /** Has others told, once and soon. */
    void announce(Collection<String> queues) {
        boolean any = false;
        for (String queue : queues) {
            any |= waiting.add(queue);
        }
        if (any && idle) {
            LockSupport.unpark(thread);
        } else if (any) {
            start();
        }
    }

    private synchronized void start() {
        if (!started && !closed) {
            started = true;
            thread.start();
        }
    }

    /** Returns whether there is anybody to wait for. */
    private synchronized boolean end() {
        closed = true;
        return started;
    }

    /**
     * Passes on of which queue a notice tells, unless it is our own: this process knows already,
     * and would look for jobs that it has just put there for others.
     */
    void hear(String notice, Consumer<String> others) {
        int end = notice.indexOf(END_OF_SENDER);
        if (end < 0 || !notice.substring(0, end).equals(sender)) {
            others.accept(notice.substring(end + 1));
        }
    }

    private void run() {
        while (!(closed && waiting.isEmpty())) {
            if (waiting.isEmpty()) {
                sleep();
                continue;
            }
            var queues = new ArrayList<>(waiting);
            queues.forEach(waiting::remove); // before it is told: what comes now is told again
            tell(queues);
            if (!closed) {
                LockSupport.parkNanos(this, PAUSE.toNanos());
            }
        }
    }

    private void sleep() {
        idle = true;
        if (waiting.isEmpty() && !closed) { // looked at after saying so: whoever adds sees it
            LockSupport.park(this);
        }
        idle = false;
    }

    private void tell(Collection<String> queues) {
        try (Connection connection = database.connection();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT set_config('synchronous_commit', 'off', true),"
                                        + " pg_notify('"
                                        + Notices.CHANNEL
                                        + "', ?)")) {
            for (String queue : queues) {
                statement.setString(1, sender + END_OF_SENDER + queue);
                statement.execute();
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            // They look twice a second, and whoever writes jobs tells of an outage.
            Notices.LOG.log(System.Logger.Level.DEBUG, "others were not told of " + queues, e);
        }
    }

    /** Tells the last, and ends. */
    @Override
    public void close() {
        if (!end()) {
            return;
        }
        LockSupport.unpark(thread);
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
