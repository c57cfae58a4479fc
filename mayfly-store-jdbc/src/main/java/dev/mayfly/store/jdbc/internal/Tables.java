package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.LogLine;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.UnstorableException;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;
import dev.mayfly.store.jdbc.internal.policy.PolicyTable;
import dev.mayfly.store.jdbc.internal.policy.RecurringTable;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.Dialect;
import dev.mayfly.store.jdbc.transaction.CallerTransactions;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

import javax.sql.DataSource;

/** The tables of a store, and who writes them. Safe for use by any thread. */
public final class Tables implements AutoCloseable {

    private final Database database;
    private final Settings settings;
    private final RunnerTable.Leases leases = new RunnerTable.Leases();
    private final PolicyTable policies;
    private final RunnerTable runners;
    private final RecurringTable recurring = new RecurringTable();
    private final Lookup lookup;
    private final Eviction eviction;
    private final Door door;
    private final Writer[] writers;
    private final long slot;
    private volatile BiConsumer<JobRecord, JobRecord> listener = (before, after) -> {};
    private volatile boolean closed;

    /**
     * How a store was opened.
     *
     * @param exclusive whether no other process can have the database open
     * @param initialize whether to make the tables
     * @param writers how many connections write
     * @param patience how long a submission waits for the database
     * @param retention how long ended jobs are kept
     * @param transactions whose transactions submissions join
     */
    public record Settings(
            boolean exclusive,
            boolean initialize,
            int writers,
            Duration patience,
            Retention retention,
            CallerTransactions transactions) {}

    private Tables(Database database, Settings settings) {
        this.database = database;
        this.slot = CounterTable.slot(database.dialect());
        this.settings = settings;
        this.policies = new PolicyTable(database);
        this.door = new Door(database, settings.patience(), this::tell);
        this.runners =
                new RunnerTable(
                        database, leases, settings.exclusive(), policies, door::sweep, this::tell);
        this.lookup = new Lookup(database);
        this.eviction = new Eviction(database, settings.retention());
        int count = database.dialect() == Dialect.H2 ? 1 : settings.writers();
        var logs = new LogTable(settings.retention().logLinesPerJob());
        this.writers = new Writer[count];
        for (int i = 0; i < count; i++) {
            writers[i] =
                    new Writer(
                            database,
                            leases,
                            logs,
                            policies,
                            this::tell,
                            "mayfly-store-writer-" + (i + 1));
        }
    }

    /**
     * Opens the tables.
     *
     * @param source of the database
     * @param settings how
     * @return the tables, with their writers
     */
    public static Tables open(DataSource source, Settings settings) {
        Dialect dialect;
        try (Connection connection = source.getConnection()) {
            dialect = Dialect.of(connection);
        } catch (SQLException e) {
            throw new dev.mayfly.jobs.store.StoreUnavailableException(
                    "the job store's database does not answer: " + e.getMessage(), e);
        }
        if (settings.initialize()) {
            new Database(source, dialect, Database.LONGEST_ANSWER).createTables();
        }
        var database = new Database(source, dialect, settings.patience());
        // Fails now, with the reason, rather than at the first job.
        database.checkTables();
        database.runDurably("looking at the counters", CounterTable::read);
        var tables = new Tables(database, settings);
        tables.policies.all(); // nothing may be taken against a rule that is not known yet
        return tables;
    }

    /**
     * The database.
     *
     * @return always the same
     */
    public Database database() {
        return database;
    }

    /**
     * What the database is called.
     *
     * @return for people
     */
    public String product() {
        return database.dialect() == Dialect.H2 ? "H2" : "PostgreSQL";
    }

    /**
     * The runners.
     *
     * @return always the same
     */
    public Runners runners() {
        return runners;
    }

    /**
     * The policies of queues.
     *
     * @return always the same
     */
    public QueuePolicyStore policies() {
        return policies;
    }

    /**
     * What only reads.
     *
     * @return always the same
     */
    public Lookup lookup() {
        return lookup;
    }

    private Writer writer(JobId id) {
        return writers[Math.floorMod(id.value().hashCode(), writers.length)];
    }

    // ---- changes

    /**
     * Adds jobs.
     *
     * @param jobs which
     * @param then hears what became of it
     */
    public void insert(List<JobRecord> jobs, Consumer<Acceptance> then) {
        if (jobs.isEmpty()) {
            then.accept(Acceptance.ACCEPTED);
            return;
        }
        Connection callers = settings.transactions().current();
        if (callers != null) {
            join(callers, jobs, then);
            return;
        }
        var insert = new Work.Insert(jobs);
        writer(insert.id()).add(insert);
        insert.await(settings.patience(), database.outage());
        then.accept(Acceptance.ACCEPTED);
    }

    private void join(Connection callers, List<JobRecord> jobs, Consumer<Acceptance> then) {
        try {
            addTo(callers, jobs, CounterTable.slotOfItsOwn());
        } catch (SQLException e) {
            throw database.explained(e);
        }
        hear(
                jobs.getFirst().id(),
                acceptance -> {
                    if (acceptance == Acceptance.ACCEPTED) {
                        database.committed(jobs.stream());
                    }
                    then.accept(acceptance);
                });
    }

    /**
     * Adds jobs by their policies.
     *
     * @param jobs which
     * @param then hears what became of it
     * @return what becomes of each
     */
    public List<SubmissionOutcome> admit(List<JobRecord> jobs, Consumer<Acceptance> then) {
        Connection callers = jobs.isEmpty() ? null : settings.transactions().current();
        if (callers == null) {
            List<SubmissionOutcome> admissions = jobs.isEmpty() ? List.of() : door.admit(jobs);
            then.accept(Acceptance.ACCEPTED);
            return admissions;
        }
        Admissions.Outcome outcome = door.admit(callers, jobs);
        hear(
                Door.witness(outcome.admissions()),
                acceptance -> {
                    then.accept(acceptance);
                    if (acceptance == Acceptance.ACCEPTED) {
                        door.committed(outcome);
                    }
                });
        return outcome.admissions();
    }

    /**
     * Sets who hears of jobs that went on since others have ended.
     *
     * @param next hears of each before and after
     */
    public void onMoved(BiConsumer<JobRecord, JobRecord> next) {
        listener = next;
    }

    private void tell(List<JobTable.Change> moved) {
        database.committed(moved.stream().map(JobTable.Change::after));
        moved.forEach(change -> listener.accept(change.before(), change.after()));
    }

    /** Tells what becomes of the caller's transaction. */
    private void hear(JobId witness, Consumer<Acceptance> then) {
        settings.transactions()
                .afterCompletion(committed -> {
                    boolean there = committed || isThere(witness);
                    if (there) {
                        harden();
                    }
                    then.accept(there ? Acceptance.ACCEPTED : Acceptance.ROLLED_BACK);
                });
    }

    /** Whether a commit took place whose answer was lost. */
    private boolean isThere(JobId id) {
        try {
            return lookup.find(id).isPresent();
        } catch (RuntimeException e) {
            Writer.LOG.log(
                    System.Logger.Level.WARNING,
                    "it is not known whether the transaction that submitted job "
                            + id
                            + " was committed; if it was, the job runs when this process leaves",
                    e);
            return false;
        }
    }

    /** Has the disk take what the caller has committed; the jobs run even if that fails. */
    private void harden() {
        if (database.dialect() != Dialect.H2) {
            return;
        }
        try {
            database.runDurably("hardening a commit", connection -> true);
        } catch (RuntimeException e) {
            Writer.LOG.log(System.Logger.Level.ERROR, "a power cut may undo a submission", e);
        }
    }

    private void addTo(Connection connection, List<JobRecord> jobs, long counterSlot)
            throws SQLException {
        var ids = new HashSet<JobId>();
        var deltas = new CounterTable.Deltas();
        for (JobRecord job : jobs) {
            if (!ids.add(job.id()) || Batch.exists(connection, job.id())) {
                throw new DuplicateJobException(job.id());
            }
            deltas.moved(null, job);
        }
        JobTable.insert(connection, database.dialect(), jobs);
        deltas.write(connection, database.dialect(), counterSlot);
    }

    /**
     * Takes steps, and waits for what comes of them.
     *
     * @param steps which
     * @return one result for each
     */
    public List<TransitionResult> apply(List<? extends Transition> steps) {
        var results = new ArrayList<CompletableFuture<TransitionResult>>(steps.size());
        for (Transition step : steps) {
            var result = new CompletableFuture<TransitionResult>();
            writer(step.id())
                    .add(
                            new Work.Step(
                                    step, null, result::complete, result::completeExceptionally));
            results.add(result);
        }
        return results.stream().map(Tables::join).toList();
    }

    private static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * Takes a step.
     *
     * @param step which
     * @param known the job as the caller knows it
     * @param then hears what came of it
     */
    public void apply(Transition step, JobRecord known, Consumer<TransitionResult> then) {
        writer(step.id())
                .add(
                        new Work.Step(
                                step, known, then, failure -> then.accept(failed(step, failure))));
    }

    private static TransitionResult failed(Transition step, RuntimeException failure) {
        if (failure instanceof UnstorableException refusal) {
            return new TransitionResult.Refused(refusal);
        }
        Writer.LOG.log(
                System.Logger.Level.ERROR,
                "a step of job " + step.id() + " is lost: " + step,
                failure);
        return new TransitionResult.Rejected(null);
    }

    /** Waits until all that was asked for is written, for as long as there is patience. */
    public void flush() {
        long end = System.nanoTime() + settings.patience().toNanos();
        for (Writer writer : writers) {
            var reached = new CompletableFuture<@Nullable Void>();
            writer.add(new Work.Barrier(new JobId("-"), reached));
            try {
                reached.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                Writer.LOG.log(
                        System.Logger.Level.WARNING,
                        "the database does not answer; what was not written yet goes on elsewhere");
            }
        }
    }

    // ---- logs

    /**
     * Adds a line.
     *
     * @param id to the log of which job
     * @param attempt by which of its attempts
     * @param at when
     * @param text the line
     */
    public void appendLog(JobId id, int attempt, Instant at, String text) {
        String line = new LogLine(0, attempt, at, text).text(); // shortened
        writer(id).add(new Work.Line(id, attempt, at, line));
    }

    /**
     * Reads lines.
     *
     * @param id of which job
     * @param from the first wanted
     * @param limit how many at most
     * @return those there are
     */
    public LogPage log(JobId id, long from, int limit) {
        if (from < 0 || limit < 1) {
            throw new IllegalArgumentException(
                    "lines from " + from + ", at most " + limit + ": from 0 on, at least 1");
        }
        var reached = new CompletableFuture<@Nullable Void>();
        writer(id).add(new Work.Barrier(id, reached)); // what was written before must be seen
        join(reached);
        int perJob = settings.retention().logLinesPerJob();
        return database.read(
                "reading a log", connection -> LogTable.read(connection, id, from, limit, perJob));
    }

    /**
     * Removes ended jobs that are not to be kept.
     *
     * @param now to judge ages by
     * @return how many
     */
    public int evict(Instant now) {
        return eviction.run(now);
    }

    // ---- recurring jobs

    /**
     * All recurring jobs.
     *
     * @return by id
     */
    public List<RecurringJob> recurring() {
        return database.read("reading recurring jobs", recurring::all);
    }

    /**
     * Adds or changes one.
     *
     * @param next as it shall be
     * @return whether it had the version before
     */
    public boolean saveRecurring(RecurringJob next) {
        return database.runDurably(
                "saving recurring job " + next.id(),
                connection -> recurring.save(connection, next));
    }

    /**
     * Changes one and adds its run.
     *
     * @param next as it shall be
     * @param run the job
     * @return whether it had the version before
     */
    public boolean fireRecurring(RecurringJob next, JobRecord run) {
        boolean fired =
                database.runDurably(
                        "firing recurring job " + next.id(),
                        connection -> {
                            if (!recurring.save(connection, next)) {
                                return false;
                            }
                            addTo(connection, List.of(run), slot);
                            return true;
                        });
        if (fired) {
            database.committed(Stream.of(run));
        }
        return fired;
    }

    /**
     * Removes one.
     *
     * @param id which
     * @return whether it was there
     */
    public boolean removeRecurring(String id) {
        return database.runDurably(
                "removing recurring job " + id,
                connection -> RecurringTable.remove(connection, id));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            runners.close();
            for (Writer writer : writers) {
                writer.close();
            }
            database.endAnnouncing();
        }
    }
}
