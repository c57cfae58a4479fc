package dev.mayfly.kernel.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.kernel.Eventually;
import dev.mayfly.kernel.time.SteppableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What it gains is measured by {@code YieldBenchmark}. */
@Timeout(60)
class PaddedStartTests {

    private final List<CarrierPool> pools = new ArrayList<>();
    private final List<Thread> started = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        pools.forEach(CarrierPool::close);
    }

    private CarrierPool pool(int carriers, Consumer<Thread> starter) {
        var settings = TestPools.settings(carriers, new SteppableClock());
        var pool = new CarrierPool("padded", settings, held -> {}, starter);
        pools.add(pool);
        return pool;
    }

    private void start(Thread thread) {
        started.add(thread);
        thread.start();
    }

    @Test
    void startsThreadsBetweenCarriersThatEndOnceAllStand() {
        pool(3, this::start);

        assertThat(started)
                .extracting(thread -> thread instanceof Carrier ? "carrier" : "padding")
                .containsExactly(
                        "carrier", "padding", "padding", "padding", "carrier", "padding", "padding",
                        "padding", "carrier");
        Eventually.await(
                "only carriers are left",
                () ->
                        started.stream()
                                .allMatch(thread -> thread instanceof Carrier == thread.isAlive()));
    }

    @Test
    void startsNoneForACarrierThatIsAlone() {
        pool(1, this::start);

        assertThat(started).hasOnlyElementsOfType(Carrier.class).hasSize(1);
    }

    @Test
    void startsTheCarriersWhereTheMachineHasNoThreadsForPadding() {
        CarrierPool pool =
                pool(
                        2,
                        thread -> {
                            if (!(thread instanceof Carrier)) {
                                throw new OutOfMemoryError("planted: no native thread");
                            }
                            start(thread);
                        });

        TestPools.awaitAllAsleep(pool);
        assertThat(pool.figures().carriers()).isEqualTo(2);
    }
}
