package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.UnstorableException;
import dev.mayfly.jobs.store.admission.SubmissionOutcome;
import dev.mayfly.store.jdbc.internal.policy.DependencyTable;
import dev.mayfly.store.jdbc.internal.sql.Database;
import dev.mayfly.store.jdbc.internal.sql.Refusal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Where jobs with policies come in: in which transaction, and how often that is tried. */
final class Door {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final int MOST_SWEPT = 100;

    private final Database database;
    private final Duration patience;
    private final Consumer<List<JobTable.Change>> moves;
    private final long slot;

    Door(Database database, Duration patience, Consumer<List<JobTable.Change>> moves) {
        this.database = database;
        this.slot = CounterTable.slot(database.dialect());
        this.patience = patience;
        this.moves = moves;
    }

    /** Adds jobs in a transaction of their own, for as long as there is patience. */
    List<SubmissionOutcome> admit(List<JobRecord> jobs) {
        long end = System.nanoTime() + patience.toNanos();
        Admissions.Way way = Admissions.Way.FIRST;
        while (true) {
            Admissions.Way now = way;
            try {
                Admissions.Outcome outcome =
                        database.runDurably(
                                "submitting jobs",
                                connection ->
                                        Admissions.admit(
                                                connection, database.dialect(), jobs, slot, now));
                tell(outcome);
                return outcome.admissions();
            } catch (UnstorableException e) {
                throw located(e, jobs);
            } catch (StoreUnavailableException e) {
                if (System.nanoTime() - end > 0) {
                    throw new StoreUnavailableException(
                            e.getMessage()
                                    + "; it is not known whether "
                                    + jobs.size()
                                    + " jobs from "
                                    + jobs.getFirst().id()
                                    + " on were accepted",
                            e);
                }
                way = Admissions.Way.AGAIN;
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Tells which value it is. */
    private RuntimeException located(UnstorableException refusal, List<JobRecord> jobs) {
        List<Refusal.Value> values =
                jobs.stream().flatMap(job -> JobTable.texts(job).stream()).toList();
        RuntimeException located =
                refusal.getCause() instanceof SQLException cause
                        ? database.refusal(cause, values)
                        : null;
        return located == null ? refusal : located;
    }

    /** Adds jobs in the caller's transaction, which stays usable whatever comes of it. */
    Admissions.Outcome admit(Connection callers, List<JobRecord> jobs) {
        try {
            Savepoint before = callers.setSavepoint();
            boolean done = false;
            try {
                Admissions.Outcome outcome =
                        Admissions.admit(
                                callers,
                                database.dialect(),
                                jobs,
                                CounterTable.slotOfItsOwn(),
                                Admissions.Way.JOINED);
                callers.releaseSavepoint(before);
                done = true;
                return outcome;
            } finally {
                if (!done) {
                    callers.rollback(before);
                }
            }
        } catch (SQLException e) {
            RuntimeException refusal = database.explained(e);
            throw refusal instanceof UnstorableException value ? located(value, jobs) : refusal;
        }
    }

    private void tell(Admissions.Outcome outcome) {
        database.committed(outcome.admissions().stream().map(SubmissionOutcome::job));
        moves.accept(outcome.moved());
    }

    /** The caller's transaction was committed. */
    void committed(Admissions.Outcome outcome) {
        tell(outcome);
        if (!outcome.unconfirmed().isEmpty()) {
            try {
                confirm(outcome.unconfirmed());
            } catch (RuntimeException e) {
                Writer.LOG.log(
                        System.Logger.Level.WARNING,
                        "whether jobs may run that come after others is looked up later",
                        e);
            }
        }
    }

    /** Looks after jobs whose submitters have not, since their processes were lost. */
    void sweep() {
        List<String> forgotten =
                database.read(
                        "looking for jobs that come after others",
                        connection -> DependencyTable.forgotten(connection, MOST_SWEPT));
        if (!forgotten.isEmpty()) {
            confirm(forgotten);
        }
    }

    private void confirm(List<String> children) {
        List<JobTable.Change> moved =
                database.runDurably(
                        "looking after jobs that come after others",
                        connection -> {
                            var deltas = new CounterTable.Deltas();
                            List<JobTable.Change> changes =
                                    Followers.confirm(
                                            connection, database.dialect(), deltas, children);
                            deltas.write(connection, database.dialect(), slot);
                            return changes;
                        });
        moves.accept(moved);
    }

    /** The job by whose presence a lost answer to a commit is made up for. */
    static JobId witness(List<SubmissionOutcome> admissions) {
        return admissions.stream()
                .filter(SubmissionOutcome.Added.class::isInstance)
                .findFirst()
                .orElseGet(admissions::getFirst)
                .job()
                .id();
    }
}
