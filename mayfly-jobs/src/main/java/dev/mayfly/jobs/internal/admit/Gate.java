package dev.mayfly.jobs.internal.admit;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.QueuePolicy;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Lets ready jobs through to the kernel as the policies of their queues allow, where all jobs of a
 * store are this process's. (In a store that is shared, whoever takes a job decides.) Queues that
 * never had a policy pass by one look into a map.
 *
 * <p>Thread rule: safe for use by any thread. Each queue has a lock, which is never held while jobs
 * are handed on.
 *
 * @param <T> what stands for a job here, compared by identity
 */
public final class Gate<T> implements AutoCloseable {

    private final Clock clock;
    private final BiConsumer<T, JobRecord> starter;
    private final ConcurrentHashMap<String, GateLine<T>> lines = new ConcurrentHashMap<>();

    /** Guarded by this; made when a rate holds jobs for the first time. */
    private @Nullable Alarm alarm;

    /** Guarded by this. */
    private boolean closed;

    /**
     * A gate without any rules.
     *
     * @param clock for rates
     * @param starter takes jobs that may start
     */
    public Gate(Clock clock, BiConsumer<T, JobRecord> starter) {
        this.clock = clock;
        this.starter = starter;
    }

    /**
     * The rules of a queue are others now.
     *
     * @param policy they
     */
    public void changed(QueuePolicy policy) {
        GateLine<T> line =
                policy.restricts()
                        ? lines.computeIfAbsent(policy.queue(), GateLine::new)
                        : lines.get(policy.queue());
        if (line != null) {
            start(line.changed(policy, clock.nanoTime()), null);
            setAlarm();
        }
    }

    /**
     * A job is ready.
     *
     * @param job which
     * @param ready its record
     * @return true if it may start; otherwise it is handed to the starter when it may
     */
    public boolean offer(T job, JobRecord ready) {
        GateLine<T> line = lines.get(ready.queue());
        if (line == null) {
            return true;
        }
        boolean mine = start(line.offer(job, ready, clock.nanoTime()), job);
        if (!mine) {
            setAlarm();
        }
        return mine;
    }

    /**
     * A job has started, perhaps while its queue got its first rule.
     *
     * @param job which
     * @param running its record
     */
    public void started(T job, JobRecord running) {
        GateLine<T> line = lines.get(running.queue());
        if (line != null) {
            line.started(job, running);
        }
    }

    /**
     * A job waits for its retry: its place is free, and its place in the order of its key kept.
     *
     * @param job which
     * @param waiting its record
     */
    public void retrying(T job, JobRecord waiting) {
        GateLine<T> line = lines.get(waiting.queue());
        if (line != null) {
            start(line.retrying(job, waiting, clock.nanoTime()), null);
            setAlarm();
        }
    }

    /**
     * A job has ended, or will not start here any more.
     *
     * @param job which
     */
    public void ended(T job) {
        for (GateLine<T> line : lines.values()) {
            if (line.knows(job)) {
                start(line.ended(job, clock.nanoTime()), null);
                setAlarm();
            }
        }
    }

    /**
     * What a decision about a queue would rest on now.
     *
     * @param queue which
     * @param job of which job's key; null for none
     * @return the facts
     */
    public QueueLoad load(String queue, @Nullable JobRecord job) {
        GateLine<T> line = lines.get(queue);
        return line == null
                ? new QueueLoad(0, null, Duration.ZERO, 0, null, null)
                : line.load(job, clock.nanoTime());
    }

    /** Hands jobs on; returns whether the one asked about, which is not, is among them. */
    private boolean start(List<GateLine.Waiting<T>> admitted, @Nullable T asked) {
        boolean among = false;
        for (GateLine.Waiting<T> next : admitted) {
            if (next.job() == asked) {
                among = true;
            } else {
                starter.accept(next.job(), next.record());
            }
        }
        return among;
    }

    // ---- rates

    private synchronized void setAlarm() {
        long now = clock.nanoTime();
        long wait = Long.MAX_VALUE;
        for (GateLine<T> line : lines.values()) {
            wait = Math.min(wait, line.waitForRate(now));
        }
        if (wait == Long.MAX_VALUE || closed) {
            return;
        }
        if (alarm == null) {
            alarm = clock.alarm("mayfly-jobs-rate", this::rateAllows);
        }
        alarm.set(now + wait);
    }

    private void rateAllows() {
        for (GateLine<T> line : lines.values()) {
            start(line.admit(clock.nanoTime()), null);
        }
        setAlarm();
    }

    /** Rates let nothing through any more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (alarm != null) {
            alarm.close();
        }
    }
}
