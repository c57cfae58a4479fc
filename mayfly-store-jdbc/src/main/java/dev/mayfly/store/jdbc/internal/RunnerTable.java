package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.store.RunnerInfo;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.store.jdbc.internal.policy.PolicyTable;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.Dialect;
import dev.mayfly.store.jdbc.internal.sql.Notices;
import dev.mayfly.store.jdbc.internal.sql.RunnerRows;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Rows of {@code mayfly_runner}, and the jobs that runners take and lose. Safe for use by any
 * thread.
 */
public final class RunnerTable implements Runners {

    private static final int IDS_PER_QUERY = 500;

    private final Database database;
    private final Leases leases;
    private final boolean exclusive;
    private final LimitedClaims limits;
    private final Runnable sweep;
    private final Consumer<List<JobTable.Change>> moves;
    private final long slot;
    private final DoubtfulClaims doubtful = new DoubtfulClaims();

    /** Guarded by this. */
    private @Nullable Notices notices;

    private volatile Consumer<String> listener = queue -> {};

    private volatile boolean closed;

    /**
     * How long the runners of this process may trust their own leases. The deadline is counted from
     * before the renewal was sent, and ends a margin before the lease, so that whoever else waits
     * for the lease to run out finds this process silent already. Safe for use by any thread.
     */
    static final class Leases {

        /** How long before its end a lease is not used any more: 1 s, at most a quarter of it. */
        static final Duration MARGIN = Duration.ofSeconds(1);

        private final ConcurrentHashMap<Long, Long> deadlines = new ConcurrentHashMap<>();

        /** A lease was given. */
        void given(long incarnation, long sentAt, Duration lease) {
            long quarter = lease.toNanos() / 4;
            deadlines.put(
                    incarnation, sentAt + lease.toNanos() - Math.min(MARGIN.toNanos(), quarter));
        }

        /** A lease is no more. */
        void over(long incarnation) {
            deadlines.remove(incarnation);
        }

        /** Whether a runner of this process may act. */
        boolean holds(long incarnation) {
            Long deadline = deadlines.get(incarnation);
            return deadline != null && System.nanoTime() - deadline < 0;
        }
    }

    /**
     * Uses a database.
     *
     * @param database with the tables
     * @param exclusive whether no other process can have it open
     * @param policies of the queues
     * @param sweep looks after what a process has left undone that was lost
     * @param moves hears, once it is committed, what this has done of its own accord
     */
    RunnerTable(
            Database database,
            Leases leases,
            boolean exclusive,
            PolicyTable policies,
            Runnable sweep,
            Consumer<List<JobTable.Change>> moves) {
        this.database = database;
        this.slot = CounterTable.slot(database.dialect());
        this.leases = leases;
        this.exclusive = exclusive;
        this.limits = new LimitedClaims(database.dialect(), policies);
        this.sweep = sweep;
        this.moves = moves;
    }

    // ---- leases

    @Override
    public long register(String node, Duration lease) {
        long sentAt = System.nanoTime();
        long incarnation =
                database.runDurably(
                        "registering node " + node,
                        connection -> {
                            if (exclusive) {
                                update(
                                        connection,
                                        "UPDATE mayfly_runner SET state = 'LOST' WHERE state ="
                                                + " 'ALIVE'");
                            }
                            long next = number(connection, database.dialect().nextIncarnation());
                            insert(connection, next, node, lease);
                            return next;
                        });
        leases.given(incarnation, sentAt, lease);
        return incarnation;
    }

    private void insert(Connection connection, long incarnation, String node, Duration lease)
            throws SQLException {
        Dialect dialect = database.dialect();
        String sql =
                "INSERT INTO mayfly_runner (incarnation, node, state, registered_at, lease_until)"
                        + " VALUES (?, ?, 'ALIVE', "
                        + dialect.now()
                        + ", "
                        + dialect.later()
                        + ")";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, incarnation);
            statement.setString(2, node);
            statement.setLong(3, lease.toMillis());
            statement.executeUpdate();
        }
    }

    @Override
    public boolean renew(long incarnation, Duration lease) {
        long sentAt = System.nanoTime();
        String sql =
                "UPDATE mayfly_runner SET lease_until = "
                        + database.dialect().later()
                        + " WHERE incarnation = ? AND state = 'ALIVE'";
        boolean renewed =
                database.run( // nobody needs a lease that has survived a power cut
                        "renewing a lease",
                        connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                                statement.setLong(1, lease.toMillis());
                                statement.setLong(2, incarnation);
                                return statement.executeUpdate() == 1;
                            }
                        });
        if (renewed) {
            leases.given(incarnation, sentAt, lease);
        } else {
            leases.over(incarnation);
        }
        return renewed;
    }

    @Override
    public boolean holds(long incarnation) {
        return leases.holds(incarnation);
    }

    @Override
    public void leave(long incarnation, Instant at) {
        database.runDurably(
                "leaving",
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "UPDATE mayfly_runner SET state = 'GONE', lease_until = "
                                            + database.dialect().now()
                                            + " WHERE incarnation = ? AND state = 'ALIVE'")) {
                        statement.setLong(1, incarnation);
                        return statement.executeUpdate();
                    }
                });
        leases.over(incarnation);
        List<JobRecord> recovered;
        do {
            recovered = recover(at, IDS_PER_QUERY);
        } while (recovered.size() == IDS_PER_QUERY);
    }

    // ---- jobs of those that are lost

    @Override
    public List<JobRecord> recover(Instant at, int limit) {
        sweep.run();
        findLost();
        var told = new ArrayList<JobTable.Change>();
        var ready = new TreeSet<String>();
        List<JobTable.Change> recovered =
                database.runDurably(
                        "recovering jobs",
                        connection -> {
                            told.clear(); // it may be tried again
                            ready.clear();
                            var orphans = new Quarantine(connection, database.dialect(), at, told);
                            var deltas = new CounterTable.Deltas();
                            List<JobTable.Change> moved =
                                    move(
                                            connection,
                                            orphans.orphans(limit),
                                            job -> recovered(job, at),
                                            deltas);
                            moved.stream()
                                    .filter(change -> change.after().state().isTerminal())
                                    .forEach(told::add);
                            told.addAll(count(connection, deltas));
                            ready.addAll(deltas.readyQueues());
                            return moved;
                        });
        database.announce(ready);
        tell(told);
        return recovered.stream().map(JobTable.Change::before).toList();
    }

    private void findLost() {
        boolean lost =
                database.run(
                        "looking for lost nodes",
                        connection ->
                                update(
                                                connection,
                                                "UPDATE mayfly_runner SET state = 'LOST' WHERE"
                                                        + " state = 'ALIVE' AND lease_until < "
                                                        + database.dialect().now())
                                        > 0);
        if (lost) {
            Writer.LOG.log(
                    System.Logger.Level.WARNING,
                    "a node let its lease run out; its jobs go on elsewhere");
        }
    }

    private static JobRecord recovered(JobRecord job, Instant at) {
        Transition step =
                job.cancelRequested()
                        ? new Transition.Cancel(job.id(), job.epoch(), job.state(), at, null)
                        : new Transition.Recover(job.id(), job.epoch(), job.state(), at);
        return step.applyTo(job);
    }

    @Override
    public List<JobRecord> cancelRequests(long incarnation) {
        return database.read(
                "looking for cancellations",
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    JobTable.select(
                                            "line = 3 AND line_queue = '' AND line_rank = ?"
                                                    + " AND cancel_requested"))) {
                        statement.setLong(1, incarnation);
                        return JobTable.readJobs(statement);
                    }
                });
    }

    // ---- taking jobs

    @Override
    public List<JobRecord> claim(Claim claim) {
        if (claim.names().isEmpty() || !leases.holds(claim.incarnation())) {
            return List.of();
        }
        var doubts = new DoubtfulClaims.Try();
        var told = new ArrayList<JobTable.Change>();
        var ready = new TreeSet<String>();
        List<JobRecord> jobs;
        try {
            // A claim that a crash undoes would hand out the same fencing token twice.
            jobs =
                    database.runDurably(
                            "taking jobs",
                            connection -> {
                                told.clear(); // it may be tried again
                                ready.clear();
                                var line =
                                        new Quarantine(
                                                connection, database.dialect(), claim.at(), told);
                                List<JobRecord> mine = doubtful.settle(connection, claim);
                                told.addAll(doubtful.settleMoves(connection));
                                var deltas = new CounterTable.Deltas();
                                int room = claim.limit() - mine.size();
                                List<JobRecord> taken = take(line, claim, room, deltas);
                                told.addAll(count(connection, deltas));
                                ready.addAll(deltas.readyQueues());
                                doubts.wouldTake(taken, told);
                                mine.addAll(taken);
                                return mine;
                            });
        } catch (StoreUnavailableException e) {
            doubtful.add(doubts);
            throw e;
        }
        doubtful.settled(claim);
        database.announce(ready);
        ready.forEach(listener); // its other queues, which it may have looked at before
        tell(told);
        return jobs;
    }

    private List<JobRecord> take(
            Quarantine line, Claim claim, int limit, CounterTable.Deltas deltas)
            throws SQLException {
        Connection connection = line.connection();
        if (limit <= 0) {
            return List.of();
        }
        if (limits.concern(claim.queue())) {
            return takeWithin(line, claim, limit, deltas);
        }
        List<JobRecord> due = line.due(null);
        var found = new ArrayList<>(due.stream().filter(job -> isFor(claim, job)).toList());
        found.addAll(line.ready(claim, limit));
        if (found.size() > limit) { // the due ones take their places in the line, and all wait
            move(connection, due, job -> promoted(job, claim.at()), deltas);
            return assign(connection, claim, line.ready(claim, limit), deltas);
        }
        move(
                connection,
                due.stream().filter(job -> !isFor(claim, job)).toList(),
                job -> promoted(job, claim.at()),
                deltas);
        return assign(connection, claim, found, deltas);
    }

    private static boolean isFor(Claim claim, JobRecord job) {
        return job.queue().equals(claim.queue()) && claim.names().contains(job.name());
    }

    /** Takes what the policy of the queue allows; see {@link LimitedClaims}. */
    private List<JobRecord> takeWithin(
            Quarantine line, Claim claim, int limit, CounterTable.Deltas deltas)
            throws SQLException {
        Connection connection = line.connection();
        PolicyTable.Row policy = limits.lock(connection, claim.queue());
        if (policy == null) {
            return List.of();
        }
        // Only its own: others would keep the policy's row locked for what does not concern it.
        List<JobRecord> due = line.due(claim.queue());
        move(connection, due, job -> promoted(job, claim.at()), deltas);
        return assign(connection, claim, limits.find(line, claim, policy, limit), deltas);
    }

    private static JobRecord promoted(JobRecord job, Instant at) {
        return new Transition.Promote(job.id(), job.epoch(), job.state(), at).applyTo(job);
    }

    @Override
    public @Nullable Held held(String queue) {
        return limits.held(queue);
    }

    @Override
    public QueueLoad load(String queue, @Nullable JobRecord job) {
        return database.read(
                "looking at queue " + queue, connection -> limits.load(connection, queue, job));
    }

    private List<JobRecord> assign(
            Connection connection, Claim claim, List<JobRecord> found, CounterTable.Deltas deltas)
            throws SQLException {
        return move(connection, found, job -> assigned(job, claim), deltas).stream()
                .map(JobTable.Change::after)
                .toList();
    }

    private static JobRecord assigned(JobRecord job, Claim claim) {
        return new Transition.Assign(
                        job.id(),
                        job.epoch(),
                        job.state(),
                        claim.at(),
                        claim.node(),
                        claim.incarnation())
                .applyTo(job);
    }

    /** Moves jobs that were read; returns what was done, unless somebody was faster. */
    private List<JobTable.Change> move(
            Connection connection,
            List<JobRecord> jobs,
            UnaryOperator<JobRecord> step,
            CounterTable.Deltas deltas)
            throws SQLException {
        if (jobs.isEmpty()) {
            return List.of();
        }
        var changes = jobs.stream().map(job -> new JobTable.Change(job, step.apply(job))).toList();
        boolean[] done = JobTable.update(connection, changes);
        var moved = new ArrayList<JobTable.Change>();
        for (int i = 0; i < done.length; i++) {
            if (done[i]) {
                JobTable.Change change = changes.get(i);
                moved.add(change);
                deltas.moved(change.before(), change.after());
            }
        }
        return moved;
    }

    /**
     * The end of a transaction, and once in it: others wait for counters. Returns what followed.
     */
    private List<JobTable.Change> count(Connection connection, CounterTable.Deltas deltas)
            throws SQLException {
        List<JobTable.Change> followed = Followers.follow(connection, database.dialect(), deltas);
        deltas.write(connection, database.dialect(), slot);
        return followed;
    }

    /** What was committed stays taken, whatever those say who hear of it. */
    private void tell(List<JobTable.Change> moved) {
        try {
            moves.accept(moved);
        } catch (RuntimeException e) {
            Writer.LOG.log(System.Logger.Level.ERROR, "whoever hears of moved jobs failed", e);
        }
    }

    // ---- looking

    @Override
    public List<RunnerInfo> list() {
        return database.read("listing nodes", RunnerRows::all);
    }

    @Override
    public synchronized void onReady(Consumer<String> next) {
        listener = next;
        if (notices != null) {
            notices.close();
        }
        if (database.dialect() == Dialect.POSTGRESQL && !closed) {
            notices = new Notices(database, next);
        }
    }

    /** Nobody hears anything any more. */
    synchronized void close() {
        closed = true;
        if (notices != null) {
            notices.close();
        }
    }

    // ---- statements

    private static int update(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            return statement.executeUpdate();
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet found = statement.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
