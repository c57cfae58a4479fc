package dev.mayfly.kernel.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mayfly.kernel.Scheduler;

import org.junit.jupiter.api.Test;

/** Simulated time on a JVM that lets nobody own its carriers: the same order, more slowly. */
class PortableSimulationTests extends SimulationTests {

    @Override
    Simulation withSeed(long seed) {
        return Simulation.withSeed(seed).portable();
    }

    @Override
    int seeds() {
        return 2_000;
    }

    /** It runs on the JDK's scheduler, unseen until it takes part and is a stranger. */
    @Test
    @Override
    void aTaskThatStartsAVirtualThreadIsRefusedByName() {
        assertThatThrownBy(() ->
                        withSeed(1)
                                .run(sim -> {
                                    sim.scheduler().spawn(t -> startAndWait(sim.scheduler()));
                                    sim.run();
                                }))
                .isInstanceOf(SimulationException.class)
                .hasMessageContaining("asked to signal go by thread \"own\"");
    }

    private static int startAndWait(Scheduler scheduler) {
        Thread thread =
                Thread.ofVirtual()
                        .name("own")
                        .uncaughtExceptionHandler((own, refused) -> {})
                        .start(() -> scheduler.signal("go"));
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
        return 0;
    }

    @Test
    void bothModesGiveTheSameHash() {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(withSeed(seed).shuffled().run(SimulationTests::bustle).hash())
                    .as("seed %s", seed)
                    .isEqualTo(
                            Simulation.withSeed(seed)
                                    .shuffled()
                                    .run(SimulationTests::bustle)
                                    .hash());
        }
    }
}
