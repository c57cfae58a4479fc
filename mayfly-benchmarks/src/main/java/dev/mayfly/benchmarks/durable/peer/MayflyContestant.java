package dev.mayfly.benchmarks.durable.peer;

import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobDefinition;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.store.jdbc.JdbcJobStore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Mayfly as it comes: the default queue, the store's defaults. A job has a result and a record that
 * is kept. On H2 it has the disk take what it acknowledges, which no peer does.
 */
final class MayflyContestant implements Contestant {

    private static final String JOB = "count";

    @Override
    public String name() {
        return "mayfly";
    }

    @Override
    public String version() {
        return Contestant.versionOf("mayfly");
    }

    @Override
    public String settings(Database database) {
        return "the defaults; the end of a job and its result are kept"
                + (database == Database.H2
                        ? "; acknowledges after CHECKPOINT SYNC, where the others do not sync"
                        : "");
    }

    @Override
    public Optional<Copies> finished() {
        return Optional.of(
                new Copies(
                        "mayfly_job",
                        "'finished-' || r.x",
                        Set.of("seq"),
                        "finished_at IS NOT NULL",
                        List.of(
                                "UPDATE mayfly_counter SET present = present + ? WHERE slot ="
                                        + " (SELECT min(slot) FROM mayfly_counter) AND state ="
                                        + " (SELECT min(state) FROM mayfly_job WHERE"
                                        + " finished_at IS NOT NULL)")));
    }

    @Override
    public Node start(Site site) {
        return new MayflyNode(site);
    }

    private static final class MayflyNode implements Node {

        private final Scheduler scheduler = Scheduler.builder().build();
        private final JdbcJobStore store;
        private final Jobs jobs;

        MayflyNode(Site site) {
            if (!site.working()) {
                scheduler.pause(Scheduler.DEFAULT_QUEUE);
            }
            store = JdbcJobStore.builder(site.source()).open();
            jobs =
                    Jobs.builder(scheduler)
                            .store(store)
                            .node(site.node())
                            .define(
                                    JobDefinition.of(
                                            JOB,
                                            Long.class,
                                            Long.class,
                                            (number, job) -> {
                                                site.body().accept(number);
                                                return number;
                                            }))
                            .build();
        }

        @Override
        public void submit(long number) {
            jobs.submit(JOB, number);
        }

        @Override
        public void submitAll(long first, int count) {
            var requests = new ArrayList<JobRequest>(count);
            for (int i = 0; i < count; i++) {
                requests.add(new JobRequest(JOB, first + i));
            }
            jobs.submitAll(requests);
        }

        @Override
        public boolean runToStoredEnd(long number) throws Exception {
            jobs.<Long>submit(JOB, number).await();
            return true;
        }

        @Override
        public long unfinished() {
            return jobs.counters().values().stream().mapToLong(QueueCounters::live).sum();
        }

        @Override
        public void close() {
            scheduler.resume(Scheduler.DEFAULT_QUEUE);
            jobs.close();
            scheduler.shutdown(Duration.ofSeconds(10));
            store.close();
        }
    }
}
