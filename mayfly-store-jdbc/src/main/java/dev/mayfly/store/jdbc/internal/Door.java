package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobId;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.jobs.store.admission.Admission;
import dev.mayfly.store.jdbc.internal.sql.Database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Where jobs with policies come in: in which transaction, and how often that is tried. */
final class Door {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Database database;
    private final Duration patience;
    private final long slot = CounterTable.slot();

    Door(Database database, Duration patience) {
        this.database = database;
        this.patience = patience;
    }

    /** Adds jobs in a transaction of their own, for as long as there is patience. */
    List<Admission> admit(List<JobRecord> jobs) {
        long end = System.nanoTime() + patience.toNanos();
        boolean again = false;
        while (true) {
            boolean repeated = again;
            try {
                return database.runDurably(
                        "submitting jobs",
                        connection ->
                                Admissions.admit(
                                        connection, database.dialect(), jobs, slot, repeated));
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
                again = true;
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Adds jobs in the caller's transaction, which stays usable whatever comes of it. */
    List<Admission> admit(Connection callers, List<JobRecord> jobs) {
        try {
            Savepoint before = callers.setSavepoint();
            boolean done = false;
            try {
                List<Admission> admissions =
                        Admissions.admit(
                                callers,
                                database.dialect(),
                                jobs,
                                CounterTable.slotOfItsOwn(),
                                false);
                callers.releaseSavepoint(before);
                done = true;
                return admissions;
            } finally {
                if (!done) {
                    callers.rollback(before);
                }
            }
        } catch (SQLException e) {
            throw database.explained(e);
        }
    }

    /** The job by whose presence a lost answer to a commit is made up for. */
    static JobId witness(List<Admission> admissions) {
        return admissions.stream()
                .filter(Admission.Added.class::isInstance)
                .findFirst()
                .orElseGet(admissions::getFirst)
                .job()
                .id();
    }
}
