package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.store.jdbc.internal.policy.PolicyTable;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.Outage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A thread that writes what many ask for in few transactions (group commit): it takes all that is
 * waiting, up to {@value #LARGEST} pieces, writes it, commits, and only then tells those who asked.
 * While it commits the next group gathers, so groups grow with the load and a lone piece waits for
 * nothing.
 *
 * <p>A piece that cannot be written must not take its neighbours with it: where a group fails, it
 * is written job by job, then piece by piece, and only those fail that fail alone. Where the
 * database does not answer nothing fails: the group is tried again until it does, or this is
 * closed.
 *
 * <p><b>A commit in doubt.</b> If the connection breaks during a commit, nobody knows whether it
 * took place. The group is then written again job by job, and each looks first whether it is there
 * already: ids are unique, and a version is only ever reached by one step. The steps of one job
 * stay together, since together they led to the version that is looked for.
 *
 * <p>Thread rule: {@link #add} and {@link #close} are safe for use by any thread.
 */
final class Writer implements AutoCloseable {

    static final System.Logger LOG = System.getLogger("dev.mayfly.store");

    private static final int LARGEST = 1_000;

    /** Beyond this many pieces whoever asks for more waits, so that memory stays bounded. */
    private static final int MOST_WAITING = 50_000;

    /** Each time somebody else got on. */
    private static final int MOST_NUMBERS_TRIED = 20;

    private static final long SHORTEST_PAUSE_MS = 20;
    private static final long LONGEST_PAUSE_MS = 1_000;

    private final Database database;
    private final RunnerTable.Leases leases;
    private final LogTable logs;
    private final PolicyTable policies;
    private final Consumer<List<JobTable.Change>> moves;
    private final long slot;
    private final ConcurrentLinkedQueue<Work> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final Thread thread;
    private volatile boolean idle;
    private volatile boolean closed;

    Writer(
            Database database,
            RunnerTable.Leases leases,
            LogTable logs,
            PolicyTable policies,
            Consumer<List<JobTable.Change>> moves,
            String name) {
        this.database = database;
        this.slot = CounterTable.slot(database.dialect());
        this.leases = leases;
        this.logs = logs;
        this.policies = policies;
        this.moves = moves;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
        this.thread.setContextClassLoader(null);
        thread.start();
    }

    /** Has something written, in the order in which it was asked for. */
    void add(Work work) {
        if (count.incrementAndGet() > MOST_WAITING && Thread.currentThread() != thread) {
            awaitRoom();
        }
        waiting.add(work);
        if (idle) {
            LockSupport.unpark(thread);
        }
        if (closed && !thread.isAlive()) {
            refuseRest();
        }
    }

    private void awaitRoom() {
        while (count.get() > MOST_WAITING && !closed) {
            LockSupport.parkNanos(this, 1_000_000);
            if (Thread.currentThread().isInterrupted()) {
                return; // it is one piece more, and whoever interrupts has a reason
            }
        }
    }

    // ---- the thread

    private void run() {
        while (true) {
            List<Work> group = take();
            if (group.isEmpty()) {
                if (closed) {
                    refuseRest();
                    return;
                }
                sleep();
                continue;
            }
            try {
                write(group, false);
            } catch (Throwable t) { // of one group: the next must be written all the same
                LOG.log(
                        System.Logger.Level.ERROR,
                        "a writer of the job store goes on after a fault",
                        t);
                var failure = new IllegalStateException("the job store failed: " + t, t);
                group.forEach(work -> work.fail(failure));
            }
        }
    }

    private List<Work> take() {
        var group = new ArrayList<Work>();
        for (Work work = waiting.poll(); work != null; work = waiting.poll()) {
            count.decrementAndGet();
            group.add(work);
            if (group.size() == LARGEST) {
                break;
            }
        }
        return group;
    }

    private void sleep() {
        idle = true;
        if (waiting.isEmpty() && !closed) { // looked at after saying so: whoever adds sees it
            LockSupport.park(this);
        }
        idle = false;
    }

    private void write(List<Work> group, boolean doubtful) {
        boolean inDoubt = doubtful;
        long pause = SHORTEST_PAUSE_MS;
        int tries = 0;
        while (true) {
            if (inDoubt && isOfSeveralJobs(group)) {
                writeApart(group, true);
                return;
            }
            var batch = new Batch(database, leases, logs, policies, slot, inDoubt, moves);
            try {
                attempt(batch, group);
                return;
            } catch (SQLException e) {
                boolean outage = Outage.is(e);
                inDoubt |= outage && batch.isCommitting();
                if (!outage
                        && !Outage.isConflict(e)
                        && !Outage.isTimeout(e)
                        && !isNumberTaken(group, e, ++tries)) {
                    refused(group, e, inDoubt);
                    return;
                }
                if (!inDoubt) {
                    putOff(group);
                }
                if (outage) {
                    database.outage().begins(e);
                }
                if (closed) {
                    giveUp(group, e);
                    return;
                }
                LockSupport.parkNanos(this, pause * 1_000_000);
                pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
            }
        }
    }

    /** Another process has written a line under the number that this one was to get. */
    private static boolean isNumberTaken(List<Work> group, SQLException failure, int tries) {
        return tries < MOST_NUMBERS_TRIED
                && group.stream().allMatch(Work.Line.class::isInstance)
                && "23505".equals(failure.getSQLState());
    }

    private static boolean isOfSeveralJobs(List<Work> group) {
        JobId first = group.getFirst().id();
        return group.stream().anyMatch(work -> !work.id().equals(first));
    }

    /** Job by job; see above. */
    private void writeApart(List<Work> group, boolean inDoubt) {
        var apart = new LinkedHashMap<JobId, List<Work>>();
        for (Work work : group) {
            apart.computeIfAbsent(work.id(), id -> new ArrayList<>()).add(work);
        }
        apart.values().forEach(ofOne -> write(ofOne, inDoubt));
    }

    private void attempt(Batch batch, List<Work> group) throws SQLException {
        try (Connection connection = database.changing()) {
            batch.write(connection, group);
        }
        database.outage().ends();
        batch.tell();
    }

    /** The database answers, and does not take it. */
    private void refused(List<Work> group, SQLException failure, boolean inDoubt) {
        if (isOfSeveralJobs(group)) {
            writeApart(group, inDoubt);
        } else if (group.size() > 1) {
            group.forEach(work -> write(List.of(work), inDoubt));
        } else if (group.getFirst() instanceof Work.Insert insert && !insert.isSuspect()) {
            insert.suspect(); // it may be a duplicate, which the answer must name
            write(group, inDoubt);
        } else {
            Work work = group.getFirst();
            RuntimeException refusal = database.refusal(failure, work.values());
            work.fail(refusal != null ? refusal : database.explained(failure));
        }
    }

    private static void putOff(List<Work> group) {
        for (Work work : group) {
            if (work instanceof Work.Insert insert) {
                insert.putOff();
            }
        }
    }

    private static void giveUp(List<Work> group, SQLException cause) {
        var failure =
                new StoreUnavailableException(
                        "the job store was closed while its database did not answer", cause);
        group.forEach(work -> work.fail(failure));
    }

    private void refuseRest() {
        for (Work work = waiting.poll(); work != null; work = waiting.poll()) {
            work.fail(new IllegalStateException("the job store is closed"));
        }
    }

    /** Writes what is waiting, and ends. Waits for that. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        refuseRest();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
