package dev.mayfly.store.jdbc;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.RecurringJob;
import dev.mayfly.jobs.model.Transition;
import dev.mayfly.jobs.model.step.SignalRecord;
import dev.mayfly.jobs.model.step.StepRecord;
import dev.mayfly.jobs.store.Acceptance;
import dev.mayfly.jobs.store.DuplicateJobException;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.jobs.store.JobStore;
import dev.mayfly.jobs.store.LogPage;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.QueuePolicyStore;
import dev.mayfly.jobs.store.Retention;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.StoreInfo;
import dev.mayfly.jobs.store.TransitionResult;
import dev.mayfly.jobs.store.admission.BatchRecord;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;
import dev.mayfly.store.jdbc.internal.Tables;
import dev.mayfly.store.jdbc.internal.report.CountedRunners;
import dev.mayfly.store.jdbc.internal.sql.Outage;
import dev.mayfly.store.jdbc.transaction.CallerTransactions;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import javax.sql.DataSource;

/**
 * Keeps jobs in PostgreSQL or H2. What this store has acknowledged is on the disk, and several
 * processes may share one PostgreSQL.
 *
 * <p>Writes are gathered: whoever submits or ends a job waits for a commit that it shares with all
 * others who asked meanwhile. While the database does not answer, ends of jobs wait, submissions
 * wait for {@link Builder#patience} and are then refused, and both go on when it answers again.
 *
 * <p>Thread rule: safe for use by any thread. Submissions and searches block; a coroutine that
 * waits holds no carrier.
 */
public final class JdbcJobStore implements JobStore {

    private final Tables tables;
    private final StoreInfo info;
    private final CountedRunners runners;

    private JdbcJobStore(Tables tables, StoreInfo info) {
        this.tables = tables;
        this.info = info;
        this.runners = new CountedRunners(tables.runners());
    }

    /**
     * Begins to open a store.
     *
     * @param source of the database; stays the caller's to close
     * @return a builder with the defaults
     */
    public static Builder builder(DataSource source) {
        return new Builder(source);
    }

    /**
     * Why the database does not answer.
     *
     * @return empty while it does, as far as anybody has tried
     */
    public Optional<Throwable> outage() {
        return Optional.ofNullable(tables.database().outage().cause());
    }

    /**
     * What this store has counted in this process. Asks nobody, and costs nothing.
     *
     * @return figures since it was opened
     */
    public StoreFigures figures() {
        Outage outage = tables.database().outage();
        return new StoreFigures(
                outage.cause() == null,
                outage.count(),
                runners.leased(),
                runners.leasesLost(),
                runners.claims(),
                runners.claimed(),
                runners.recovered());
    }

    @Override
    public StoreInfo info() {
        return info;
    }

    @Override
    public void insert(Collection<JobRecord> jobs) {
        tables.insert(List.copyOf(jobs), acceptance -> {});
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.mayfly.jobs.store.StoreUnavailableException if the database has not answered for
     *     as long as the patience lasts
     */
    @Override
    public void insert(Collection<JobRecord> jobs, Consumer<Acceptance> then)
            throws DuplicateJobException {
        tables.insert(List.copyOf(jobs), then);
    }

    /**
     * {@inheritDoc}
     *
     * @throws dev.mayfly.jobs.store.StoreUnavailableException if the database has not answered for
     *     as long as the patience lasts
     */
    @Override
    public List<SubmissionOutcome> admit(List<JobRecord> jobs, Consumer<Acceptance> then) {
        return tables.admit(List.copyOf(jobs), then);
    }

    @Override
    public void onMoved(BiConsumer<JobRecord, JobRecord> listener) {
        tables.onMoved(listener);
    }

    @Override
    public Optional<BatchRecord> batch(String id) {
        return tables.lookup().batch(id);
    }

    @Override
    public List<JobRecord> predecessors(JobId id) {
        return tables.lookup().predecessors(id);
    }

    @Override
    public List<JobRecord> successors(JobId id) {
        return tables.lookup().successors(id);
    }

    @Override
    public TransitionResult apply(Transition transition) {
        return tables.apply(List.of(transition)).getFirst();
    }

    @Override
    public List<TransitionResult> applyAll(List<? extends Transition> transitions) {
        return tables.apply(transitions);
    }

    @Override
    public void apply(Transition step, JobRecord known, Consumer<TransitionResult> then) {
        tables.apply(step, known, then);
    }

    @Override
    public void flush() {
        tables.flush();
    }

    @Override
    public Optional<Runners> runners() {
        return Optional.of(runners);
    }

    @Override
    public Optional<JobRecord> find(JobId id) {
        return tables.lookup().find(id);
    }

    @Override
    public Map<JobId, JobRecord> find(Collection<JobId> ids) {
        return tables.lookup().find(ids);
    }

    @Override
    public JobPage query(JobQuery query) {
        return tables.lookup().query(query);
    }

    @Override
    public Map<String, QueueCounters> counters() {
        return tables.lookup().counters();
    }

    @Override
    public List<JobRecord> due(Instant now, int limit) {
        return tables.lookup().due(now, limit);
    }

    @Override
    public Optional<Instant> nextDue() {
        return tables.lookup().nextDue();
    }

    @Override
    public List<StepRecord> steps(JobId id) {
        return tables.lookup().steps(id);
    }

    @Override
    public List<SignalRecord> signals(JobId id) {
        return tables.lookup().signals(id);
    }

    @Override
    public void appendLog(JobId id, int attempt, Instant at, String text) {
        tables.appendLog(id, attempt, at, text);
    }

    @Override
    public LogPage log(JobId id, long from, int limit) {
        return tables.log(id, from, limit);
    }

    @Override
    public int evict(Instant now) {
        return tables.evict(now);
    }

    @Override
    public List<RecurringJob> recurring() {
        return tables.recurring();
    }

    @Override
    public boolean saveRecurring(RecurringJob next) {
        return tables.saveRecurring(next);
    }

    @Override
    public boolean fireRecurring(RecurringJob next, JobRecord run) {
        return tables.fireRecurring(next, run);
    }

    @Override
    public boolean removeRecurring(String id) {
        return tables.removeRecurring(id);
    }

    @Override
    public QueuePolicyStore policies() {
        return tables.policies();
    }

    /** Writes what is waiting to be written. The data source stays open. */
    @Override
    public void close() {
        tables.close();
    }

    /** Opens a store. */
    public static final class Builder {

        private final DataSource source;
        private String type = "jdbc";
        private boolean exclusive;
        private boolean durable = true;
        private boolean initialize = true;
        private int writers = 1;
        private Duration patience = Duration.ofSeconds(10);
        private Retention retention = DURABLE;
        private CallerTransactions transactions = CallerTransactions.NONE;
        private @Nullable String description;

        private Builder(DataSource source) {
            this.source = source;
        }

        /**
         * A million succeeded jobs of the last 24 hours, a million failed and as many cancelled
         * jobs of the last 30 days, 1 000 log lines a job.
         */
        public static final Retention DURABLE =
                new Retention(
                        new Retention.Rule(1_000_000, Duration.ofDays(1)),
                        new Retention.Rule(1_000_000, Duration.ofDays(30)),
                        new Retention.Rule(1_000_000, Duration.ofDays(30)),
                        1_000,
                        Integer.MAX_VALUE);

        /**
         * What the store is called.
         *
         * @param name as in the configuration, by default {@code jdbc}
         * @param sentence says for people what a crash loses
         * @return this builder
         */
        public Builder named(String name, String sentence) {
            this.type = name;
            this.description = sentence;
            return this;
        }

        /**
         * Whether no other process can have the database open; then all runners registered before
         * are known to be lost at once.
         *
         * @param alone by default false
         * @return this builder
         */
        public Builder exclusive(boolean alone) {
            this.exclusive = alone;
            return this;
        }

        /**
         * Whether the database outlives the process. What one keeps in memory does not.
         *
         * @param outlives by default true
         * @return this builder
         */
        public Builder durable(boolean outlives) {
            this.durable = outlives;
            return this;
        }

        /**
         * Whether to make the tables where they are missing.
         *
         * @param make by default true
         * @return this builder
         */
        public Builder initializeSchema(boolean make) {
            this.initialize = make;
            return this;
        }

        /**
         * How many connections write. H2 always has one, since only one commits at a time.
         *
         * @param count 1 to 16, by default 1: more make smaller commits, and more of them
         * @return this builder
         * @throws IllegalArgumentException if it is outside
         */
        public Builder writers(int count) {
            if (count < 1 || count > 16) {
                throw new IllegalArgumentException("writers " + count + " is outside 1 to 16");
            }
            this.writers = count;
            return this;
        }

        /**
         * How long a submission waits for a database that does not answer, and how long a change
         * may go without an answer, 5 s at least, before the database counts as gone.
         *
         * @param limit positive, by default 10 s
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder patience(Duration limit) {
            if (!limit.isPositive()) {
                throw new IllegalArgumentException("patience " + limit + " is not positive");
            }
            this.patience = limit;
            return this;
        }

        /**
         * How long ended jobs are kept.
         *
         * @param rules by default {@link #DURABLE}
         * @return this builder
         */
        public Builder retention(Retention rules) {
            this.retention = rules;
            return this;
        }

        /**
         * Whose transactions submissions join.
         *
         * @param callers by default {@link CallerTransactions#NONE}
         * @return this builder
         */
        public Builder transactions(CallerTransactions callers) {
            this.transactions = callers;
            return this;
        }

        /**
         * Opens the store.
         *
         * @return the store
         * @throws dev.mayfly.jobs.store.StoreUnavailableException if the database does not answer
         * @throws IllegalArgumentException if it is one that jobs cannot be kept in
         * @throws IllegalStateException if the tables are missing and are not to be made, if they
         *     are of an earlier version and lack columns, or if the database's user lacks a right
         */
        public JdbcJobStore open() {
            var settings =
                    new Tables.Settings(
                            exclusive, initialize, writers, patience, retention, transactions);
            Tables tables = Tables.open(source, settings);
            String sentence =
                    description != null
                            ? description
                            : "Jobs are kept in "
                                    + tables.product()
                                    + ": what was acknowledged outlives every crash.";
            return new JdbcJobStore(tables, new StoreInfo(type, durable, sentence));
        }
    }
}
