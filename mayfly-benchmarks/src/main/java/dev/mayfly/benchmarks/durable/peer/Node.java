package dev.mayfly.benchmarks.durable.peer;

/**
 * A library that runs in this process. Safe for use by any thread.
 *
 * <p>A job has a number as its payload and runs the body of its {@link Site} with it. A submission
 * that has returned is committed.
 */
public interface Node extends AutoCloseable {

    /**
     * Submits one job, for now.
     *
     * @param number its payload
     * @throws Exception if the library refuses
     */
    void submit(long number) throws Exception;

    /**
     * Submits many jobs, for now, by the means that the library has for that.
     *
     * @param first the payload of the first; each has one more than the one before
     * @param count how many
     * @throws Exception if the library refuses
     */
    void submitAll(long first, int count) throws Exception;

    /**
     * Submits one job and waits until its end is stored, if the library can tell.
     *
     * @param number its payload
     * @return false if it cannot, and nothing was done
     * @throws Exception if the library refuses
     */
    default boolean runToStoredEnd(long number) throws Exception {
        return false;
    }

    /**
     * How many jobs the database has, of whatever node, that are to run or run.
     *
     * @return 0 when all is done and stored
     * @throws Exception if the library or the database refuses
     */
    long unfinished() throws Exception;

    @Override
    void close() throws Exception;
}
