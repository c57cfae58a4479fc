package dev.mayfly.jobs.store;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.Hold;
import dev.mayfly.jobs.policy.QueueLoad;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How several processes share the jobs of one store: each registers as a runner, renews its lease,
 * takes jobs, and gives back those of runners that are lost.
 *
 * <p>A runner has one lease for all its jobs. Whoever lets it run out is taken for lost, even if
 * its process goes on: its jobs get another epoch and with that another owner, and what it still
 * writes is rejected. Leases are judged by one clock, the store's own.
 *
 * <p>Thread rule: all methods may be called by any thread. Every method may throw {@link
 * StoreUnavailableException}, and has done nothing then.
 */
public interface Runners {

    /**
     * Registers a runner. A store that only one process can have open takes all others for lost.
     *
     * @param node the name of its process
     * @param lease how long it is trusted without a renewal
     * @return its incarnation: a number above those of all before it
     */
    long register(String node, Duration lease);

    /**
     * Renews a lease.
     *
     * @param incarnation whose
     * @param lease how long it is trusted from now on
     * @return false if it is taken for lost already: it must stop and register again
     */
    boolean renew(long incarnation, Duration lease);

    /**
     * Whether a runner of this process may trust its lease still: by a clock that is not set, from
     * before its last renewal was sent, and a while less than the lease. Costs nothing.
     *
     * @param incarnation whose
     * @return false also for runners of other processes
     */
    boolean holds(long incarnation);

    /**
     * A runner goes: what it has taken is ready again at once.
     *
     * @param incarnation which; does nothing if it is not registered
     * @param at when
     */
    void leave(long incarnation, Instant at);

    /**
     * Takes runners whose lease has run out for lost, and makes the jobs of all that are lost ready
     * again, at the next epoch; those that were asked to end are cancelled.
     *
     * @param at when
     * @param limit how many jobs at most, 1 or more
     * @return the jobs, as they were before
     */
    List<JobRecord> recover(Instant at, int limit);

    /**
     * The jobs of a runner that somebody has asked to end.
     *
     * @param incarnation whose
     * @return those RUNNING with {@link JobRecord#cancelRequested()}
     */
    List<JobRecord> cancelRequests(long incarnation);

    /**
     * Takes jobs that are ready or due, the most urgent first, then in the order of acceptance.
     *
     * @param claim who takes which
     * @return the jobs taken, ASSIGNED
     */
    List<JobRecord> claim(Claim claim);

    /**
     * How the latest {@link #claim} of this process in a queue was held back by the queue's policy,
     * which decides in the transaction that takes the jobs: a claim never exceeds a limit, whoever
     * else claims at the same time.
     *
     * @param queue which
     * @return null if it took all that it could, or the queue has no policy
     */
    @Nullable Held held(String queue);

    /**
     * How a claim was held back.
     *
     * @param hold by what
     * @param retryIn when another one may take more; null if that depends on when jobs end or
     *     people act
     */
    record Held(Hold hold, @Nullable Duration retryIn) {}

    /**
     * What a decision about a queue would rest on now.
     *
     * @param queue which
     * @param job of which job's key; null for none
     * @return the facts
     */
    QueueLoad load(String queue, @Nullable JobRecord job);

    /**
     * Who takes which jobs.
     *
     * @param node the name of the process
     * @param incarnation its runner's
     * @param queue of which queue
     * @param names of which names: those that the process knows, aliases included
     * @param at when; jobs due at this very instant count
     * @param limit how many at most, 1 or more
     */
    record Claim(
            String node, long incarnation, String queue, Set<String> names, Instant at, int limit) {

        /**
         * Checks the limit.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Claim {
            if (limit < 1) {
                throw new IllegalArgumentException("limit " + limit + " is below 1");
            }
            names = Set.copyOf(names);
        }
    }

    /**
     * All runners that are trusted, and those lost or gone within the last hour.
     *
     * @return by incarnation
     */
    List<RunnerInfo> list();

    /**
     * Sets who hears that there may be jobs to take. It is a hint: some may be missed, and some be
     * in vain.
     *
     * @param listener called with the name of a queue, or the empty text for any, on a thread of
     *     the store's or of whoever claims; must be quick. It replaces the one before
     */
    void onReady(Consumer<String> listener);
}
