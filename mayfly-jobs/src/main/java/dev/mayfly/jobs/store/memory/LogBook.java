package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.store.Retention;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The logs of all jobs, and the limit on their lines together.
 *
 * <p>Past the limit, whoever comes first walks along the timeline from where the last walk ended,
 * oldest jobs first, and drops logs until a tenth of the limit is free; at the end it begins anew.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class LogBook {

    private final int perJob;
    private final int inAll;
    private final Timeline timeline;
    private final AtomicLong kept = new AtomicLong();
    private final ReentrantLock dropping = new ReentrantLock();

    /** Guarded by {@link #dropping}. */
    private long position;

    LogBook(Retention retention, Timeline timeline) {
        this.perJob = retention.logLinesPerJob();
        this.inAll = retention.logLinesInAll();
        this.timeline = timeline;
    }

    void append(Entry entry, int attempt, Instant at, String text) {
        int more = entry.logForWriting().append(attempt, at, text, perJob);
        if (more != 0 && kept.addAndGet(more) > inAll && dropping.tryLock()) {
            try {
                drop();
            } finally {
                dropping.unlock();
            }
        }
    }

    private void drop() {
        int target = inAll - inAll / 10;
        // Twice round at most: the first may begin behind the logs that have grown since.
        for (int round = 0; round < 2 && kept.get() > target; round++) {
            position =
                    timeline.walk(
                            position,
                            entry -> {
                                JobLog log = entry.log();
                                if (log != null) {
                                    kept.addAndGet(-log.clear());
                                }
                                return kept.get() > target;
                            });
        }
    }

    /** The job is gone. */
    void forget(Entry entry) {
        JobLog log = entry.log();
        if (log != null) {
            kept.addAndGet(-log.close());
        }
    }
}
