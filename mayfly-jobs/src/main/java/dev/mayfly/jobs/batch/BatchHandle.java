package dev.mayfly.jobs.batch;

import dev.mayfly.jobs.store.admission.BatchRecord;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * What the submitter of a batch holds. A batch is as durable as its jobs; a handle of one that was
 * submitted earlier, or elsewhere, is had by its id.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public interface BatchHandle {

    /**
     * The batch's identity.
     *
     * @return the id
     */
    String id();

    /**
     * How the batch stands.
     *
     * @return how many jobs it has, and how they have ended; empty if it was removed with its last
     *     job, or its transaction was rolled back
     */
    Optional<BatchRecord> state();

    /**
     * The end of the batch as a future, however its jobs have ended. Where nodes share a store it
     * may take half a second longer than the end itself. It does not complete if the process stops
     * before.
     *
     * @return a new future; completing or cancelling it does not touch the batch
     */
    CompletableFuture<BatchRecord> future();

    /**
     * Waits until all jobs of the batch have ended. Not for jobs, which would hold their place
     * meanwhile: they declare what comes after.
     *
     * @param timeout in real time
     * @return how they have ended
     * @throws TimeoutException if one had not by then; they go on
     * @throws InterruptedException if the waiting thread is interrupted
     */
    BatchRecord await(Duration timeout) throws InterruptedException, TimeoutException;

    /**
     * Asks every job of the batch to end that has not. What is to run on completion runs then.
     *
     * @return how many were asked
     */
    int cancel();
}
