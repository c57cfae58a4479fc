package dev.mayfly.crash.ledger;

import org.jspecify.annotations.Nullable;

/**
 * One run of a handler, as the ledger saw it.
 *
 * <p>Guarded by the {@link Book} that it is in.
 */
final class Run {

    final String job;
    final String token;

    /** The fencing token that the handler was given. */
    final long epoch;

    /** The process that runs it. */
    final long process;

    /** The lease under which it was taken. */
    final long incarnation;

    /** By {@link System#nanoTime()} of the ledger. */
    final long begunAt;

    /** How the handler left; null while it has not. */
    @Nullable String left;

    /** To which state the store moved the job when the run was over; null if nobody said so. */
    @Nullable String settled;

    /** When its owner's misfortune happened; null while the owner is as it was. */
    @Nullable Long lostAt;

    Run(String job, String token, long epoch, long process, long incarnation, long begunAt) {
        this.job = job;
        this.token = token;
        this.epoch = epoch;
        this.process = process;
        this.incarnation = incarnation;
        this.begunAt = begunAt;
    }

    /**
     * Whether its owner was lost while the store was not known to have its outcome: such a run may
     * be followed by another.
     */
    boolean wasInFlight() {
        return lostAt != null && settled == null;
    }

    boolean isLongAndUnderWay() {
        return left == null && Kind.of(token) == Kind.LONG;
    }

    /** Whether its own outcome asks for another run. */
    boolean asksForMore() {
        return "AWAITING_RETRY".equals(settled)
                || "AWAITING_SIGNAL".equals(settled)
                || "READY".equals(settled);
    }

    @Override
    public String toString() {
        return "run of "
                + job
                + " ("
                + token
                + ") at epoch "
                + epoch
                + " by process "
                + process
                + ", incarnation "
                + incarnation
                + ", left "
                + left
                + ", settled "
                + settled
                + (lostAt != null ? ", owner lost" : "");
    }
}
