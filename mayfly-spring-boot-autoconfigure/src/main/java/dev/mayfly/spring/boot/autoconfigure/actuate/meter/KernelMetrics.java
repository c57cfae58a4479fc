package dev.mayfly.spring.boot.autoconfigure.actuate.meter;

import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * How full the kernel is, and what holds it up. As Prometheus sees it:
 *
 * <ul>
 *   <li>{@code mayfly_queue_running{queue}}, {@code mayfly_queue_concurrency{queue}} ({@code +Inf}
 *       where there is no limit), {@code mayfly_queue_paused{queue}} (1 or 0)
 *   <li>{@code mayfly_engine_running{engine}}, {@code mayfly_engine_ready{engine}}, {@code
 *       mayfly_engine_parallelism{engine}}: turns
 *   <li>{@code mayfly_carriers{engine,state}}: carriers of Mayfly's own, busy or parked, and {@code
 *       mayfly_carriers_spare{engine}}; {@code mayfly_carriers_held_total{engine}}: how often one
 *       was held past the limit; {@code mayfly_quantum_spent_total{engine}}, {@code
 *       mayfly_tasks_stolen_total{engine}}
 *   <li>{@code mayfly_tasks_live}, {@code mayfly_tasks_rejected_total}
 *   <li>{@code mayfly_load_ratio}: 1 is full, and from 0.8 on whoever submits is asked to pause
 *   <li>{@code mayfly_listener_failures_total}
 * </ul>
 *
 * <p>Queues and engines are fixed at start, and with them the labels. Everything is read from the
 * kernel when somebody scrapes; a task costs nothing.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class KernelMetrics implements MeterBinder {

    private final CachedSnapshot kernel;

    /**
     * Metrics of a kernel.
     *
     * @param kernel takes its picture
     */
    public KernelMetrics(CachedSnapshot kernel) {
        this.kernel = kernel;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        KernelSnapshot now = kernel.get();
        now.queues().forEach(queue -> bindQueue(registry, queue.name()));
        now.engines().forEach(engine -> bindEngine(registry, engine));
        Gauge.builder("mayfly.tasks.live", kernel, k -> k.get().load().live())
                .description("Tasks that have not ended")
                .register(registry);
        FunctionCounter.builder("mayfly.tasks.rejected", kernel, k -> k.get().rejected())
                .description("Tasks that were refused")
                .register(registry);
        Gauge.builder("mayfly.load", kernel, k -> k.get().load().load())
                .baseUnit("ratio")
                .description("How full the kernel is; 1 is full")
                .register(registry);
        FunctionCounter.builder("mayfly.listener.failures", kernel, k -> k.get().listenerFailures())
                .description("How often a listener of the kernel threw")
                .register(registry);
    }

    private void bindQueue(MeterRegistry registry, String queue) {
        gauge(registry, "mayfly.queue.running", "Tasks that have a place", queue, q -> q.running());
        gauge(
                registry,
                "mayfly.queue.concurrency",
                "How many tasks may have a place at once",
                queue,
                q ->
                        q.concurrency() == Integer.MAX_VALUE
                                ? Double.POSITIVE_INFINITY
                                : q.concurrency());
        gauge(
                registry,
                "mayfly.queue.paused",
                "1 while the queue starts nothing, by order",
                queue,
                q -> q.paused() ? 1 : 0);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String help,
            String queue,
            ToDoubleFunction<QueueSnapshot> value) {
        Gauge.builder(name, kernel, k -> ofQueue(k, queue, value))
                .tag("queue", queue)
                .description(help)
                .register(registry);
    }

    private static double ofQueue(
            CachedSnapshot kernel, String name, ToDoubleFunction<QueueSnapshot> value) {
        return kernel.get().queues().stream()
                .filter(queue -> queue.name().equals(name))
                .findFirst()
                .map(queue -> value.applyAsDouble(queue))
                .orElse(Double.NaN);
    }

    private void bindEngine(MeterRegistry registry, EngineSnapshot engine) {
        String name = engine.name();
        turns(
                registry,
                "mayfly.engine.running",
                "Tasks that have their turn",
                name,
                e -> e.running());
        turns(
                registry,
                "mayfly.engine.ready",
                "Tasks that wait for their turn",
                name,
                e -> e.ready());
        turns(
                registry,
                "mayfly.engine.parallelism",
                "How many tasks can have their turn at once",
                name,
                e -> e.parallelism());
        if (engine.details().containsKey("carriers")) {
            bindCarriers(registry, name);
        }
    }

    private void turns(
            MeterRegistry registry,
            String name,
            String help,
            String engine,
            ToDoubleFunction<EngineSnapshot> value) {
        Gauge.builder(name, kernel, k -> ofEngine(k, engine, value))
                .tag("engine", engine)
                .description(help)
                .register(registry);
    }

    private void bindCarriers(MeterRegistry registry, String engine) {
        for (String state : new String[] {"busy", "parked"}) {
            Gauge.builder(
                            "mayfly.carriers",
                            kernel,
                            k -> ofEngine(k, engine, e -> carriers(e, state)))
                    .tag("engine", engine)
                    .tag("state", state)
                    .description("Carriers that run something, and that sleep for want of work")
                    .register(registry);
        }
        turns(
                registry,
                "mayfly.carriers.spare",
                "Carriers that stand in for others that are held",
                engine,
                e -> detail(e, "carriers_spare"));
        counter(
                registry,
                "mayfly.carriers.held",
                "How often a task held a carrier for longer than the limit",
                engine,
                "carriers_held");
        counter(
                registry,
                "mayfly.quantum.spent",
                "How often a task outran its quantum and went behind its equals",
                engine,
                "quantum_spent");
        counter(
                registry,
                "mayfly.tasks.stolen",
                "Tasks that ran on another carrier than they were queued at",
                engine,
                "stolen");
    }

    private void counter(
            MeterRegistry registry, String name, String help, String engine, String detail) {
        FunctionCounter.builder(name, kernel, k -> ofEngine(k, engine, e -> detail(e, detail)))
                .tag("engine", engine)
                .description(help)
                .register(registry);
    }

    private static double carriers(EngineSnapshot engine, String state) {
        double parked = detail(engine, "carriers_parked");
        return state.equals("parked") ? parked : detail(engine, "carriers") - parked;
    }

    private static double detail(EngineSnapshot engine, String name) {
        Map<String, Long> details = engine.details();
        return Objects.requireNonNullElse(details.get(name), 0L);
    }

    private static double ofEngine(
            CachedSnapshot kernel, String name, ToDoubleFunction<EngineSnapshot> value) {
        return kernel.get().engines().stream()
                .filter(engine -> engine.name().equals(name))
                .findFirst()
                .map(engine -> value.applyAsDouble(engine))
                .orElse(Double.NaN);
    }
}
