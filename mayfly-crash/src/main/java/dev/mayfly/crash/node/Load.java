package dev.mayfly.crash.node;

import dev.mayfly.crash.ledger.Kind;
import dev.mayfly.crash.ledger.LedgerClient;
import dev.mayfly.jobs.JobRequest;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobCancelledException;
import dev.mayfly.jobs.handler.JobFailedException;
import dev.mayfly.jobs.handler.JobHandle;
import dev.mayfly.jobs.model.JobOptions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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

    /**
     * From which draw out of 100 on a job is of which kind; jobs of {@link Kind#WAITING} make
     * callers.
     */
    private static final NavigableMap<Integer, Kind> FROM =
            new TreeMap<>(
                    Map.of(
                            0, Kind.INSTANT,
                            35, Kind.BRIEF,
                            65, Kind.FLAKY,
                            75, Kind.DOOMED,
                            80, Kind.LATER,
                            88, Kind.STEPPED,
                            95, Kind.WAITING));

    /** With more jobs than this in the store nobody submits. */
    private static final long MOST_LIVE = 1_500;

    private final Jobs jobs;
    private final LedgerClient ledger;
    private final String node;
    private final boolean longJobs;
    private final AtomicLong numbers = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> handles = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile long live;

    /** The life is in the payloads: in a long run two processes of one node get one number. */
    Load(Jobs jobs, LedgerClient ledger, String node, String life, boolean longJobs) {
        this.jobs = jobs;
        this.ledger = ledger;
        this.node = node + "-" + life;
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
            String token = kind.token(node + "-" + numbers.incrementAndGet());
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
            JobHandle<?> handle = jobs.submit(only.name(), only.payload(), only.options());
            ids.add(handle.id().value());
            watch(handle);
        } else {
            for (JobHandle<?> handle : jobs.submitAll(requests)) {
                ids.add(handle.id().value());
            }
        }
        ledger.acknowledged(tokens, ids);
    }

    private void watch(JobHandle<?> handle) {
        String id = handle.id().value();
        handles.add(id);
        var _ =
                handle.future()
                        .whenComplete((result, failure) -> {
                            handles.remove(id);
                            if (failure == null) {
                                ledger.told(id, "SUCCEEDED");
                            } else if (failure instanceof JobFailedException) {
                                ledger.told(id, "FAILED");
                            } else if (failure instanceof JobCancelledException) {
                                ledger.told(id, "CANCELLED");
                            } // else this process has stopped before
                        });
    }

    /** Waits for the handles, whose jobs have all ended. */
    void awaitHandles(Duration limit) {
        long start = System.nanoTime();
        while (!handles.isEmpty() && System.nanoTime() - start < limit.toNanos()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        handles.forEach(ledger::untold);
    }

    private Kind kind(Random random) {
        int draw = random.nextInt(100);
        if (draw < 1 && longJobs) {
            return Kind.LONG;
        }
        return FROM.floorEntry(draw).getValue();
    }
}
