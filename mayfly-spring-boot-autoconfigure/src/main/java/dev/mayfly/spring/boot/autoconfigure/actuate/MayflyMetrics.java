package dev.mayfly.spring.boot.autoconfigure.actuate;

import dev.mayfly.jobs.Jobs;
import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelEvent.TaskFinished;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.syscall.SystemCallType;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.CachedSnapshot;
import dev.mayfly.spring.boot.autoconfigure.actuate.meter.KernelMetrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * The metrics, under names that do not change. As Prometheus sees them:
 *
 * <ul>
 *   <li>{@code mayfly_tasks_total{status}}: completed, failed, cancelled, skipped
 *   <li>{@code mayfly_task_latency_seconds}: a histogram of the time from submission to end
 *   <li>{@code mayfly_queue_depth{queue}}: tasks that wait for their start
 *   <li>{@code mayfly_syscall_counts{type}}: a gauge, because the name of a counter ends in {@code
 *       _total}
 *   <li>{@code mayfly_jobs_forwarded_total}, {@code mayfly_jobs_stolen_total}: 0 on a single node
 *   <li>{@code mayfly_job_origin{node_id}}: jobs accepted so far, by the node that accepted them
 *   <li>those of {@link KernelMetrics}
 * </ul>
 *
 * <p>Labels are bounded: queues and system calls are fixed at start, and past {@value #MOST_NODES}
 * nodes the rest is counted as {@code other}. Plain counters are kept here and only read when
 * somebody scrapes; a task costs one increment and one recorded time.
 */
public final class MayflyMetrics implements MeterBinder {

    /** How many nodes get a label of their own. */
    static final int MOST_NODES = 100;

    private static final String OTHER = "other";

    private static final Duration[] BUCKETS = {
        Duration.ofNanos(1_000),
        Duration.ofNanos(10_000),
        Duration.ofNanos(100_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1)
    };

    private final CachedSnapshot kernel;
    private final Map<TaskState, LongAdder> finished = new EnumMap<>(TaskState.class);
    private final Map<String, LongAdder> origins = new ConcurrentHashMap<>();
    private final List<Timer> latencies = new CopyOnWriteArrayList<>();
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

    /**
     * Metrics of one scheduler.
     *
     * @param scheduler the scheduler
     * @param jobs the jobs on it
     */
    public MayflyMetrics(Scheduler scheduler, Jobs jobs) {
        this.kernel = new CachedSnapshot(scheduler);
        for (TaskState state : TaskState.values()) {
            if (state.isTerminal()) {
                finished.put(state, new LongAdder());
            }
        }
        origins.put(jobs.node(), new LongAdder());
        scheduler.addListener(this::count);
        jobs.addListener(this::jobChanged);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        finished.forEach((state, count) ->
                FunctionCounter.builder("mayfly.tasks", count, LongAdder::sum)
                        .tag("status", state.name().toLowerCase(Locale.ROOT))
                        .description("Tasks that have ended, by how they ended")
                        .register(registry));
        bindLatency(registry);
        for (QueueSnapshot queue : kernel.get().queues()) {
            Gauge.builder("mayfly.queue.depth", this, m -> m.depth(queue.name()))
                    .tag("queue", queue.name())
                    .description("Tasks that wait for their start")
                    .register(registry);
        }
        for (SystemCallType type : SystemCallType.values()) {
            Gauge.builder("mayfly.syscall.counts", this, m -> m.systemCalls(type.label()))
                    .tag("type", type.label())
                    .description("System calls made by tasks since the start")
                    .register(registry);
        }
        bindJobs(registry);
        new KernelMetrics(kernel).bindTo(registry);
    }

    private void bindLatency(MeterRegistry registry) {
        Timer latency =
                Timer.builder("mayfly.task.latency")
                        .description("Time from the submission of a task to its end")
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry);
        latencies.add(latency);
    }

    private void bindJobs(MeterRegistry registry) {
        // Jobs leave a process only in a mesh of several; the names exist before it does, so that
        // dashboards and alerts do not depend on how an application is deployed.
        FunctionCounter.builder("mayfly.jobs.forwarded", this, m -> 0)
                .description("Jobs handed to another node; always 0 on a single node")
                .register(registry);
        FunctionCounter.builder("mayfly.jobs.stolen", this, m -> 0)
                .description("Jobs taken from another node; always 0 on a single node")
                .register(registry);
        origins.forEach((node, count) -> bindOrigin(registry, node, count));
        registries.add(registry);
    }

    private static void bindOrigin(MeterRegistry registry, String node, LongAdder count) {
        Gauge.builder("mayfly.job.origin", count, LongAdder::sum)
                .tag("node_id", node)
                .description("Jobs accepted since the start, by the node that accepted them")
                .register(registry);
    }

    private void count(KernelEvent event) {
        if (event instanceof TaskFinished end) {
            LongAdder count = finished.get(end.state());
            if (count != null) {
                count.increment();
            }
            for (Timer latency : latencies) {
                latency.record(end.latency());
            }
        }
    }

    /**
     * Counts where an accepted job comes from.
     *
     * @param before the job before; null if it was just accepted
     * @param after the job now
     */
    public void jobChanged(@Nullable JobRecord before, JobRecord after) {
        if (before != null) {
            return;
        }
        String node = after.envelope().origin();
        LongAdder known = origins.get(node);
        (known != null ? known : newOrigin(node)).increment();
    }

    private synchronized LongAdder newOrigin(String node) {
        String label = origins.size() < MOST_NODES ? node : OTHER;
        LongAdder known = origins.get(label);
        if (known != null) {
            return known;
        }
        LongAdder count = new LongAdder();
        origins.put(label, count);
        registries.forEach(registry -> bindOrigin(registry, label, count));
        return count;
    }

    private double depth(String name) {
        for (QueueSnapshot queue : kernel.get().queues()) {
            if (queue.name().equals(name)) {
                return queue.waiting();
            }
        }
        return 0;
    }

    private double systemCalls(String label) {
        return kernel.get().systemCalls().getOrDefault(label, 0L);
    }
}
