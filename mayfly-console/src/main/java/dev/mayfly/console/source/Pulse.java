package dev.mayfly.console.source;

import dev.mayfly.console.source.overview.QueueWaits;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.view.Spark;
import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.handler.JobListener;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hears what happens and keeps time for the live pages: counts what ends in each queue, and every
 * {@link #BEAT} raises the {@link #tick} when anything happened, and once a second in any case.
 *
 * <p>The listeners run on the carriers' threads, thousands of times a second. They read one flag,
 * which is written only when it changes, and add to one striped counter or two; everything else is
 * done by one thread of this class.
 */
public final class Pulse implements AutoCloseable {
    /**
     * How often the pages look for news, and so the most that a stream is sent: four times a
     * second.
     */
    public static final Duration BEAT = Duration.ofMillis(250);

    private static final int BEATS_A_SECOND = 4;
    private static final int BEATS_IN_TEN_SECONDS = 10 * BEATS_A_SECOND;

    private final Scheduler scheduler;
    private final Jobs jobs;
    private final KernelListener kernelListener = this::onKernel;
    private final JobListener jobListener = this::onJob;
    private final Map<String, Ended> endedByQueue = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final Throughput throughput = new Throughput();
    private final QueueWaits waits = new QueueWaits();
    private final List<Runnable> everySecond = new CopyOnWriteArrayList<>();
    private volatile boolean stirred;
    private volatile long tick;
    private long beats; // only by the pulse's thread

    private record Ended(LongAdder well, LongAdder badly) {
        Ended() {
            this(new LongAdder(), new LongAdder());
        }
    }

    /**
     * Begins to listen. The beat begins with {@link #start}.
     *
     * @param scheduler the kernel to hear
     * @param jobs the jobs to hear
     */
    public Pulse(Scheduler scheduler, Jobs jobs) {
        this.scheduler = scheduler;
        this.jobs = jobs;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("mayfly-console-pulse").daemon().factory());
        scheduler.addListener(kernelListener);
        jobs.addListener(jobListener);
    }

    /** Begins to beat. Once. */
    public void start() {
        thread.scheduleAtFixedRate(
                this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Lets something be done once a second, on the pulse's thread.
     *
     * @param action must be quick and must not throw
     */
    public void everySecond(Runnable action) {
        everySecond.add(action);
    }

    /**
     * A number that grows when there may be news.
     *
     * @return any number; only its changes mean something
     */
    public long tick() {
        return tick;
    }

    /**
     * What ended in the last two minutes.
     *
     * @return the record of all queues
     */
    public Throughput throughput() {
        return throughput;
    }

    /**
     * How long jobs have waited that started in the last two minutes.
     *
     * @return the record of all queues
     */
    public QueueWaits waits() {
        return waits;
    }

    /**
     * How fast queues are, by what was heard.
     *
     * @return always the present
     */
    public Pace pace() {
        return new Heard(throughput, waits);
    }

    private record Heard(Throughput throughput, QueueWaits waited) implements Pace {
        @Override
        public double rate(String queue) {
            return throughput.rate(queue);
        }

        @Override
        public long failed(String queue) {
            return throughput.failed(queue);
        }

        @Override
        public Spark spark(String queue) {
            return throughput.spark(queue);
        }

        @Override
        public Optional<Waits> waits(String queue) {
            return waited.of(queue).map(figures -> new Waits(figures.median(), figures.most()));
        }
    }

    /** Does what the thread does every {@link #BEAT}: for tests, which have no time to wait. */
    void beat() {
        beats++;
        boolean second = beats % BEATS_A_SECOND == 0;
        if (second) {
            endedByQueue.forEach((queue, ended) ->
                    throughput.add(queue, ended.well.sumThenReset(), ended.badly.sumThenReset()));
            throughput.advance();
            if (beats % BEATS_IN_TEN_SECONDS == 0) {
                waits.advance();
            }
            everySecond.forEach(Runnable::run);
        }
        if (stirred || second) {
            stirred = false;
            long next = tick + 1; // written by this thread alone
            tick = next;
        }
    }

    private void stir() {
        if (!stirred) {
            stirred = true;
        }
    }

    private void onJob(@Nullable JobRecord before, JobRecord after) {
        if (after.state() == JobState.RUNNING
                && before != null
                && before.state() != JobState.RUNNING) {
            waits.started(after);
        }
        stir();
    }

    private void onKernel(KernelEvent event) {
        if (event instanceof KernelEvent.TaskFinished finished) {
            Ended ended = endedByQueue.get(finished.queue());
            if (ended == null) {
                ended = endedByQueue.computeIfAbsent(finished.queue(), queue -> new Ended());
            }
            if (finished.state() == TaskState.FAILED) {
                ended.badly.increment();
            } else if (finished.state() == TaskState.COMPLETED) {
                ended.well.increment();
            }
        }
        stir();
    }

    /** Stops listening and beating. */
    @Override
    public void close() {
        scheduler.removeListener(kernelListener);
        jobs.removeListener(jobListener);
        thread.shutdownNow();
    }
}
