package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.Kind;
import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Submits jobs, singly and in batches, on threads of its own, until it is told to stop.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Load {

    private static final int THREADS = 3;
    private static final int LARGEST_BATCH = 20;
    private static final long PAUSE_NANOS = 10_000_000;

    /** With more jobs than this in the store nobody submits. */
    private static final long MOST_LIVE = 1_500;

    private final Jobs jobs;
    private final LedgerClient ledger;
    private final String node;
    private final boolean longJobs;
    private final AtomicLong numbers = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;
    private volatile long live;

    Load(Jobs jobs, LedgerClient ledger, String node, boolean longJobs) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.node = node + "-" + ProcessHandle.current().pid();
        this.longJobs = longJobs;
    }

    void start(long seed) {
        for (int i = 0; i < THREADS; i++) {
            var random = new Random(seed + i);
            threads.add(Thread.ofPlatform().daemon().name("load-" + i).start(() -> run(random)));
        }
    }

    void stop() {
        stopping = true;
    }

    boolean isUnderWay() {
        return threads.stream().anyMatch(Thread::isAlive);
    }

    /** Says how many jobs of the store have not ended. */
    void live(long count) {
        live = count;
    }

    private void run(Random random) {
        while (!stopping) {
            if (live < MOST_LIVE) {
                try {
                    submit(random);
                } catch (RuntimeException e) {
                    // Refused, or not known: nothing was promised, and there is no more to be said.
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void submit(Random random) {
        int count = random.nextInt(4) == 0 ? 1 + random.nextInt(LARGEST_BATCH) : 1;
        var tokens = new ArrayList<String>();
        var requests = new ArrayList<JobRequest>();
        for (int i = 0; i < count; i++) {
            Kind kind = kind(random);
            String token = node + "-" + numbers.incrementAndGet() + "-" + kind;
            tokens.add(token);
            JobOptions options =
                    kind == Kind.LATER
                            ? JobOptions.delayed(Duration.ofMillis(50 + random.nextInt(1_950)))
                            : JobOptions.DEFAULTS;
            requests.add(new JobRequest(kind.job(), token, options));
        }
        ledger.intend(tokens);
        List<String> ids = new ArrayList<>();
        if (count == 1) {
            JobRequest only = requests.getFirst();
            ids.add(jobs.submit(only.name(), only.payload(), only.options()).id().value());
        } else {
            for (JobHandle<?> handle : jobs.submitAll(requests)) {
                ids.add(handle.id().value());
            }
        }
        ledger.acknowledged(tokens, ids);
    }

    private Kind kind(Random random) {
        int draw = random.nextInt(100);
        if (draw < 1 && longJobs) {
            return Kind.LONG;
        }
        return draw < 35
                ? Kind.INSTANT
                : draw < 65
                        ? Kind.BRIEF
                        : draw < 78 ? Kind.FLAKY : draw < 85 ? Kind.DOOMED : Kind.LATER;
    }
}
