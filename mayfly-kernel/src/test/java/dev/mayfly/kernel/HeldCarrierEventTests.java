package dev.mayfly.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.MovingAverageForecast;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.coroutine.CoroutineEngine;
import dev.mayfly.kernel.engine.coroutine.CoroutineMode;
import dev.mayfly.kernel.engine.process.LineProtocol;
import dev.mayfly.kernel.engine.process.ProcessEngine;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.time.SystemClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldCarrierEventTests {

    private static final CarrierSettings ONE_CARRIER =
            new CarrierSettings(
                    1,
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    0,
                    MovingAverageForecast::new,
                    new SystemClock());

    private static Engine engine(String name) {
        return new ProcessEngine(
                new CoroutineEngine(name, CoroutineMode.OWNED, ONE_CARRIER), LineProtocol.none());
    }

    @Test
    void aHeldCarrierBeneathAnEngineThatDecoratesAnotherIsToldOf() throws Exception {
        var told = new CompletableFuture<KernelEvent.CarrierHeld>();
        try (Scheduler scheduler =
                Scheduler.builder()
                        .engine("tools", HeldCarrierEventTests::engine)
                        .queue("q", q -> q.engine("tools"))
                        .listener(event -> {
                            if (event instanceof KernelEvent.CarrierHeld held) {
                                told.complete(held);
                            }
                        })
                        .build()) {
            TaskHandle<Boolean> hog =
                    scheduler.submit(
                            "q",
                            TaskOptions.named("hog"),
                            task -> {
                                while (!told.isDone()) {
                                    Thread.onSpinWait();
                                }
                                return true;
                            });

            assertThat(hog.await().get()).isTrue();
            assertThat(told.get().engine()).isEqualTo("tools");
            assertThat(told.get().task()).contains("hog");
        }
    }
}
