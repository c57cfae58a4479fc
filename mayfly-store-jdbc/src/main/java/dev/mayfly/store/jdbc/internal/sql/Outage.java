package dev.mayfly.store.jdbc.internal.sql;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.concurrent.atomic.LongAdder;

/** Whether the database answers, as those see it who ask it. Safe for use by any thread. */
public final class Outage {

    private static final System.Logger LOG = System.getLogger("dev.mayfly.store");

    private final LongAdder count = new LongAdder();
    private volatile @Nullable Throwable cause;

    public Outage() {}

    /**
     * Why the database does not answer.
     *
     * @return null while it does
     */
    public @Nullable Throwable cause() {
        return cause;
    }

    /** How often it began not to answer; two who notice at once may both be counted. */
    public long count() {
        return count.sum();
    }

    /** It does not answer. */
    public void begins(Throwable failure) {
        if (cause == null) {
            count.increment();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the database does not answer; jobs are neither accepted nor started until it"
                            + " does",
                    failure);
        }
        cause = failure;
    }

    /** It answers. */
    public void ends() {
        if (cause != null) {
            cause = null;
            LOG.log(System.Logger.Level.INFO, "the database answers again");
        }
    }

    /** Whether it is not the statement's fault, so that the same may succeed later. */
    public static boolean is(SQLException failure) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof SQLException sql && isOutage(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutage(SQLException failure) {
        if (failure instanceof SQLRecoverableException
                || failure instanceof SQLTransientConnectionException) {
            return true;
        }
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (failure.getErrorCode()) {
            // H2: the connection is broken, the database is closed, closing, or open elsewhere
            // or its file is
            case 90067, 90098, 90121, 90020, 90031, 90028 -> true;
            default ->
                    state.startsWith("08") // no connection
                            || state.startsWith("53") // no connections left, disk full
                            || state.startsWith("57P") // shut down, starting up, dropped
                            || state.equals("58030") // the disk fails
                            || state.equals("25P03") // this process was frozen in a transaction
                            || state.equals("25006"); // read only: it has become a replica
        };
    }

    /** Whether a limit of the database's own was reached, so that the same may succeed later. */
    public static boolean isTimeout(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return state.equals("55P03") // a lock was not given in time
                || state.equals("57014"); // the statement took too long
    }

    /** Whether others were in the way, so that the same may succeed at once. */
    public static boolean isConflict(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return failure instanceof SQLTransientException && !is(failure)
                || state.equals("40001")
                || state.equals("40P01")
                || failure.getErrorCode() == 50200 // H2: a lock was not given in time
                || failure.getErrorCode() == 90131; // H2: the row was changed meanwhile
    }
}
