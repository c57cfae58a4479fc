package dev.mayfly.kernel.internal.report;

import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.internal.report.FlightEvents.EngineStatistics;
import dev.mayfly.kernel.internal.report.FlightEvents.QueueStatistics;
import dev.mayfly.kernel.snapshot.QueueSnapshot;

import jdk.jfr.FlightRecorder;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * What a recording holds of queues and engines every so often, as its settings say: every second by
 * default. No tasks are looked at, so that a recording of a full kernel costs no more than one of
 * an empty one.
 *
 * <p>Nothing is registered with the recorder before there is a recording, since that would make the
 * JDK load all of it. The first event of any kernel afterwards does it.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class FlightStatistics {

    private static final List<FlightStatistics> LIVE = new CopyOnWriteArrayList<>();
    private static final AtomicBoolean REGISTERED = new AtomicBoolean();

    private final Supplier<List<QueueSnapshot>> queues;
    private final Supplier<List<EngineSnapshot>> engines;

    private FlightStatistics(
            Supplier<List<QueueSnapshot>> queues, Supplier<List<EngineSnapshot>> engines) {
        this.queues = queues;
        this.engines = engines;
    }

    /**
     * A kernel begins.
     *
     * @param queues takes the queues' pictures
     * @param engines takes the engines' pictures
     * @return to be ended with the kernel
     */
    public static FlightStatistics begin(
            Supplier<List<QueueSnapshot>> queues, Supplier<List<EngineSnapshot>> engines) {
        var statistics = new FlightStatistics(queues, engines);
        LIVE.add(statistics);
        return statistics;
    }

    /** The kernel has ended. */
    public void end() {
        LIVE.remove(this);
    }

    /** {@return how the queues are now} */
    public List<QueueSnapshot> queues() {
        return queues.get();
    }

    /** {@return how the engines are now} */
    public List<EngineSnapshot> engines() {
        return engines.get();
    }

    /** There is or was a recording. Costs one read once all is registered. */
    static void register() {
        if (!REGISTERED.get() && REGISTERED.compareAndSet(false, true)) {
            FlightRecorder.addPeriodicEvent(
                    QueueStatistics.class, () -> LIVE.forEach(FlightStatistics::recordQueues));
            FlightRecorder.addPeriodicEvent(
                    EngineStatistics.class, () -> LIVE.forEach(FlightStatistics::recordEngines));
        }
    }

    private void recordQueues() {
        for (QueueSnapshot queue : queues()) {
            var event = new QueueStatistics();
            event.queue = queue.name();
            event.engine = queue.engine();
            event.waiting = queue.waiting();
            event.running = queue.running();
            event.paused = queue.paused();
            event.completed = queue.completed();
            event.failed = queue.failed();
            event.commit();
        }
    }

    private void recordEngines() {
        for (EngineSnapshot engine : engines()) {
            var event = new EngineStatistics();
            event.engine = engine.name();
            event.mode = engine.mode();
            event.parallelism = engine.parallelism();
            event.running = engine.running();
            event.ready = engine.ready();
            event.carriers = detail(engine, "carriers");
            event.parked = detail(engine, "carriers_parked");
            event.spares = detail(engine, "carriers_spare");
            event.stolen = detail(engine, "stolen");
            event.commit();
        }
    }

    private static long detail(EngineSnapshot engine, String name) {
        return engine.details().getOrDefault(name, 0L);
    }
}
