package dev.mayfly.benchmarks.durable.peer;

import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * JobRunr, without the statics of its usual configuration, so that several can run in one process.
 * A job is a request with a handler, which is its way without the analysis of a lambda's byte code.
 * Finished jobs are kept.
 */
public final class JobRunrContestant implements Contestant {

    /** The shortest that it takes for a database. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    /** More than its default of sixteen a processor: it fetches as many jobs as it has workers. */
    private static final int WORKERS = 64;

    @Override
    public String name() {
        return "jobrunr";
    }

    @Override
    public String version() {
        return Contestant.versionOf("jobrunr");
    }

    @Override
    public String settings(Database database) {
        return "%d workers on virtual threads, polls each %d s, the shortest that it takes, and at once while it has work; Jackson 3; finished jobs are kept"
                .formatted(WORKERS, POLL_INTERVAL.toSeconds());
    }

    @Override
    public Optional<Copies> finished() {
        return Optional.of(
                new Copies(
                        "jobrunr_jobs",
                        "'00000000-0000-4000-8000-' || LPAD(CAST(r.x AS VARCHAR), 12, '0')",
                        Set.of(),
                        "state = 'SUCCEEDED'",
                        List.of()));
    }

    @Override
    public Node start(Site site) {
        return new JobRunrNode(site);
    }

    private static final class JobRunrNode implements Node {

        private final Site site;
        private final StorageProvider storage;
        private final JobRequestScheduler scheduler;
        private final @Nullable BackgroundJobServer server;

        JobRunrNode(Site site) {
            this.site = site;
            var mapper = new Jackson3JsonMapper();
            storage = SqlStorageProviderFactory.using(site.source());
            storage.setJobMapper(new JobMapper(mapper));
            scheduler = new JobRequestScheduler(storage);
            server = site.working() ? server(site, mapper) : null;
        }

        private BackgroundJobServer server(Site site, Jackson3JsonMapper mapper) {
            var settings =
                    BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                            .andName(site.node())
                            .andWorkerCount(WORKERS)
                            .andPollInterval(POLL_INTERVAL);
            var started = new BackgroundJobServer(storage, mapper, activator(site), settings);
            started.start();
            return started;
        }

        private static JobActivator activator(Site site) {
            return new JobActivator() {
                @Override
                public <T> T activateJob(Class<T> type) {
                    return type.cast(new CountHandler(site.body()));
                }
            };
        }

        @Override
        public void submit(long number) {
            scheduler.enqueue(new Count(number));
        }

        @Override
        public void submitAll(long first, int count) {
            scheduler.enqueue(LongStream.range(first, first + count).mapToObj(Count::new));
        }

        @Override
        public long unfinished() throws SQLException {
            return site.count(
                    "SELECT count(*) FROM jobrunr_jobs WHERE state IN"
                            + " ('ENQUEUED', 'PROCESSING', 'SCHEDULED')");
        }

        @Override
        public void close() {
            if (server != null) {
                server.stop();
            }
            storage.close();
        }
    }

    /**
     * The payload; public for the mapper.
     *
     * @param number of the job
     */
    public record Count(long number) implements JobRequest {

        @Override
        public Class<CountHandler> getJobRequestHandler() {
            return CountHandler.class;
        }
    }

    /** The body; public for the library. */
    public static final class CountHandler implements JobRequestHandler<Count> {

        private final LongConsumer body;

        CountHandler(LongConsumer body) {
            this.body = body;
        }

        @Override
        public void run(Count count) {
            body.accept(count.number());
        }
    }
}
