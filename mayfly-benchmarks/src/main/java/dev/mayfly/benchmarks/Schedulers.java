package dev.mayfly.benchmarks;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.SchedulerBuilder;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;

/** Schedulers in a mode that a peer's name stands for. */
final class Schedulers {

    private Schedulers() {}

    static SchedulerBuilder builder(CoroutineMode mode) {
        int processors = Runtime.getRuntime().availableProcessors();
        return Scheduler.builder()
                .engine(
                        SchedulerBuilder.COROUTINE,
                        name -> new CoroutineEngine(name, mode, CarrierSettings.of(processors)));
    }
}
