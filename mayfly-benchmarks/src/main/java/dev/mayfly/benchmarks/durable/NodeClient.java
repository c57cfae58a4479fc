package dev.mayfly.benchmarks.durable;

import java.time.Duration;

/** Nodes that do what they are told, here or in another process. Belongs to one thread. */
interface NodeClient extends AutoCloseable {

    /**
     * Submits jobs one by one and returns when all are.
     *
     * @param first the number of the first
     * @param count how many
     * @param threads how many submit at once
     */
    void submit(long first, int count, int threads) throws Exception;

    /** Submits jobs in batches, from two threads. */
    void submitAll(long first, int count, int batch) throws Exception;

    /**
     * Waits until so many bodies have run, at whatever node, since the counts were made, and the
     * database says that nothing is left to do.
     */
    void await(long target, Duration limit) throws Exception;

    /**
     * Submits one job after another, each after a random pause of up to 100 ms, and takes the time
     * until its body has run.
     *
     * @param stored takes the time until the end of the job is stored instead
     */
    Latency latency(long first, int samples, boolean stored, Duration limit) throws Exception;

    /** Adds finished jobs to the table; returns false if the library keeps none. */
    boolean fill(long count) throws Exception;

    /** The processor time that the process has used. */
    Duration processorTime() throws Exception;

    @Override
    void close() throws Exception;

    /**
     * Times of single jobs, in ms.
     *
     * @param samples how many
     * @param p50 half are no slower
     * @param p99 99 of 100 are no slower
     */
    record Latency(int samples, double p50, double p99) {
        static final Latency NONE = new Latency(0, Double.NaN, Double.NaN);
    }
}
