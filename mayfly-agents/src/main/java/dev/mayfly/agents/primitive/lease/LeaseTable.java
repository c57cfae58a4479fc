package dev.mayfly.agents.primitive.lease;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Leases by name: of each at most one is held at any moment of the clock.
 *
 * {@snippet :
 * try (Lease lease = leases.acquire("ledger", Duration.ofSeconds(10))) {
 *     store.write(entry, lease.token());
 *     lease.renew();
 *     store.write(next, lease.token());
 * }
 * }
 *
 * <p>Those that wait for a name get it in the order of waiting; nobody who comes later overtakes. A
 * lease that is handed to one that waits begins then, not when the waiting one goes on.
 *
 * <p>Names that nobody holds or waits for take no memory, and their tokens go up all the same: all
 * names of a table draw from one sequence.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public interface LeaseTable {

    /**
     * Acquires a lease; waits as long as it takes.
     *
     * @param name what
     * @param ttl how long it is held unless renewed; more than zero
     * @return the lease, held
     * @throws IllegalArgumentException if the name is blank or the time is not positive
     * @throws InterruptedException if a thread that is no task is interrupted; nothing is held
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing is
     *     held
     */
    Lease acquire(String name, Duration ttl) throws InterruptedException;

    /**
     * Acquires a lease; waits, but no longer than the given time.
     *
     * @param name what
     * @param ttl how long it is held unless renewed; more than zero
     * @param timeout by the scheduler's clock; zero or less does not wait
     * @return the lease, held; null if the time was up
     * @throws IllegalArgumentException if the name is blank or the time to hold is not positive
     * @throws InterruptedException if a thread that is no task is interrupted; nothing is held
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task is cancelled; nothing is
     *     held
     */
    @Nullable Lease acquire(String name, Duration ttl, Duration timeout)
            throws InterruptedException;

    /**
     * Acquires a lease if nobody holds it. Never blocks.
     *
     * @param name what
     * @param ttl how long it is held unless renewed; more than zero
     * @return null if somebody holds it
     * @throws IllegalArgumentException if the name is blank or the time is not positive
     */
    @Nullable Lease tryAcquire(String name, Duration ttl);
}
