package dev.mayfly.benchmarks.peer;

import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.InMemoryStorageProvider;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;

import java.time.Duration;
import java.time.Instant;

/**
 * JobRunr with its storage in memory and its mapper for Jackson 3.
 *
 * <p>What is comparable: a named piece of work with a payload, stored, taken by a worker, moved
 * through states, with retries should it fail. What is not:
 *
 * <ul>
 *   <li>JobRunr polls. The interval is 200 ms here, the lowest that it takes for this storage, and
 *       a batch waits half of that on average before its first job starts. Once there is work, it
 *       fetches more without waiting.
 *   <li>It writes each job to JSON and back at each change of its state, also in memory, since this
 *       storage stands for a database. Mayfly's store in memory keeps payloads as text and rows as
 *       they are.
 *   <li>A job has no result in its free edition: it counts as done when its body has run (see
 *       {@link Results}), before its last state is stored.
 *   <li>Its storage in memory looks through all jobs that it has, so those that are done are
 *       deleted between batches, which is not measured.
 * </ul>
 *
 * <p>Jobs are requests with a handler, which is its way without the analysis of a lambda's byte
 * code. It has its default number of workers, which is also how many jobs it fetches at a time.
 *
 * <p>Thread rule: one at a time in one JVM, since the library keeps its parts in statics; safe for
 * use by any thread.
 */
public final class JobRunrJobs implements Peer {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    private final Results results = new Results();
    private final InMemoryStorageProvider storage = new InMemoryStorageProvider();
    private final JobRequestScheduler scheduler;

    /** Starts its server. */
    public JobRunrJobs() {
        scheduler =
                JobRunr.configure()
                        .useJsonMapper(new Jackson3JsonMapper())
                        .useJobActivator(activator())
                        .useStorageProvider(storage)
                        .useBackgroundJobServer(
                                BackgroundJobServerConfiguration
                                        .usingStandardBackgroundJobServerConfiguration()
                                        .andPollInterval(POLL_INTERVAL))
                        .initialize()
                        .getJobRequestScheduler();
    }

    private JobActivator activator() {
        return new JobActivator() {
            @Override
            public <T> T activateJob(Class<T> type) {
                return type.cast(new EchoHandler(results));
            }
        };
    }

    @Override
    public Pending submit(int value) {
        long number = results.expect();
        scheduler.enqueue(new Echo(number, value));
        return results.pending(number);
    }

    @Override
    public void tidy() {
        storage.deleteJobsPermanently(StateName.SUCCEEDED, Instant.now().plusSeconds(1));
    }

    @Override
    public void close() {
        JobRunr.destroy();
    }

    /**
     * The payload; public for the mapper.
     *
     * @param number of the result
     * @param value to give back
     */
    public record Echo(long number, int value) implements JobRequest {

        @Override
        public Class<EchoHandler> getJobRequestHandler() {
            return EchoHandler.class;
        }
    }

    /** The body; public for the library. */
    public static final class EchoHandler implements JobRequestHandler<Echo> {

        private final Results results;

        EchoHandler(Results results) {
            this.results = results;
        }

        @Override
        public void run(Echo echo) {
            results.arrived(echo.number(), echo.value());
        }
    }
}
