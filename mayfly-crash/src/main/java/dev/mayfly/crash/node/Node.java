package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.Kind;
import dev.mayfly.crash.ledger.Ledger;
import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.JobsBuilder;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.jobs.store.StoreUnavailableException;
import dev.mayfly.kernel.Scheduler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that is killed: {@code Node name port url seed longJobs patience}, with the fault to
 * plant in the system property {@value #FAULT}.
 *
 * <p>Thread rule: used by the main thread.
 */
public final class Node {

    /** Names a {@link Fault}; none by default. */
    public static final String FAULT = "mayfly.crash.fault";

    private static final int CONCURRENCY = 32;
    private static final long PERIOD_NANOS = 100_000_000;

    private Node() {}

    /**
     * Runs a node until the ledger says that it is to end, or somebody kills it.
     *
     * @param args name, port of the ledger, URL of the database, seed, whether there are long jobs,
     *     how long handles may take once all jobs have ended, which process of this name it is
     * @throws IOException if the ledger does not answer
     */
    public static void main(String[] args) throws IOException {
        String name = args[0];
        var ledger = new LedgerClient(Integer.parseInt(args[1]));
        Fault fault = Fault.valueOf(System.getProperty(FAULT, Fault.NONE.name()));
        try (var pool = Databases.pool(args[2], fault);
                var store = new ObservedStore(Databases.open(pool), ledger, fault);
                Scheduler scheduler =
                        Scheduler.builder()
                                .queue("default", q -> q.concurrency(CONCURRENCY))
                                .build()) {
            var bodies = new Bodies(store, ledger);
            JobsBuilder builder =
                    Jobs.builder(scheduler)
                            .store(store)
                            .node(name)
                            .listener((before, after) -> changed(ledger, before, after));
            for (Kind kind : Kind.values()) {
                builder.define(bodies.definition(kind));
            }
            Jobs jobs = builder.build();
            bodies.start(jobs);
            var load = new Load(jobs, ledger, name, args[6], Boolean.parseBoolean(args[4]));
            load.start(Long.parseLong(args[3]));
            obey(jobs, load, bodies, ledger);
            load.awaitHandles(Duration.parse(args[5]));
            scheduler.shutdown(Duration.ofSeconds(10));
        }
    }

    /** The outcome of a run is in the store. */
    private static void changed(LedgerClient ledger, @Nullable JobRecord before, JobRecord after) {
        if (before != null
                && before.state() == JobState.RUNNING
                && after.state() != JobState.RUNNING) {
            ledger.settled(before.id().value(), before.epoch(), after.state().name());
        }
    }

    private static void obey(Jobs jobs, Load load, Bodies bodies, LedgerClient ledger) {
        while (true) {
            long live = live(jobs);
            load.live(live);
            Ledger.Command command = ledger.status(live, load.isUnderWay());
            if (command != Ledger.Command.SUBMIT) {
                load.stop();
                bodies.drain();
            }
            if (command == Ledger.Command.EXIT) {
                return;
            }
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    private static long live(Jobs jobs) {
        try {
            return jobs.counters().values().stream().mapToLong(QueueCounters::live).sum();
        } catch (StoreUnavailableException e) {
            return Long.MAX_VALUE; // who knows
        }
    }
}
