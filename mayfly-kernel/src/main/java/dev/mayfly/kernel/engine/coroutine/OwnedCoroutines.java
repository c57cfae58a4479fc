package dev.mayfly.kernel.engine.coroutine;

import dev.mayfly.kernel.carrier.CarrierFigures;
import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.platform.Platform;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Coroutines on the kernel's own carriers: every wake-up, for whatever reason, passes their queues.
 */
final class OwnedCoroutines implements Coroutines {

    private final String name;
    private final int parallelism;
    private final CarrierPool pool;

    /** Given to every thread, as the application's: that of whoever made the engine. */
    private final @Nullable ClassLoader classLoader =
            Thread.currentThread().getContextClassLoader();

    private volatile @Nullable Consumer<CarrierHeld> listener;

    OwnedCoroutines(String name, CarrierSettings settings, Platform platform) {
        VirtualThreads.warmPollers(platform);
        this.name = name;
        this.parallelism = settings.carriers();
        this.pool = new CarrierPool("mayfly-" + name, settings, this::held, platform::start);
    }

    private void held(CarrierHeld event) {
        Consumer<CarrierHeld> current = listener;
        if (current != null) {
            current.accept(event);
        }
    }

    @Override
    public Execution prepare(TaskBody body) {
        return new OwnedExecution(this, body);
    }

    CarrierPool pool() {
        return pool;
    }

    TaskThread newThread(OwnedExecution task) {
        return new TaskThread(pool, classLoader, task);
    }

    @Override
    public void onHeld(Consumer<CarrierHeld> listener) {
        this.listener = listener;
    }

    @Override
    public Optional<CarrierPool> carriers() {
        return Optional.of(pool);
    }

    @Override
    public EngineSnapshot snapshot() {
        CarrierFigures figures = pool.figures();
        Map<String, Long> details = new LinkedHashMap<>();
        details.put("carriers", (long) figures.carriers());
        details.put("carriers_spare", (long) figures.spares());
        details.put("carriers_parked", (long) figures.parked());
        details.put("steals", figures.steals());
        details.put("stolen", figures.stolen());
        details.put("quantum_spent", figures.quantumSpent());
        details.put("carriers_held", figures.hogs());
        details.put("spares_added", figures.sparesAdded());
        return new EngineSnapshot(
                name,
                "owned",
                CAPABILITIES,
                parallelism,
                figures.running(),
                figures.ready(),
                details);
    }

    @Override
    public void close() {
        pool.close();
    }
}
