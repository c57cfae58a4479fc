package dev.mayfly.kernel.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

@Timeout(300)
class StripedGaugeTests {

    @Test
    void countsAcrossThreads() throws InterruptedException {
        var gauge = new StripedGauge();
        var counter = new StripedCounter();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread.Builder kind = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(
                    kind.start(() -> {
                        for (int n = 0; n < 10_000; n++) {
                            gauge.enter(3);
                            gauge.leave();
                            counter.add(2);
                            counter.increment();
                        }
                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(gauge.value()).isEqualTo(8 * 10_000 * 2);
        assertThat(counter.sum()).isEqualTo(8 * 10_000 * 3);
    }

    @Test
    void theLastToLeaveSeesThatNobodyIsLeft() throws Exception {
        int leavers = 4;
        var sawZero = new LongAdder();
        var gauge = new StripedGauge();
        int rounds = 5_000;
        var barrier = new CyclicBarrier(leavers);
        List<Thread> threads = new ArrayList<>();
        var silent = new LongAdder();
        for (int i = 0; i < leavers; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int round = 0; round < rounds; round++) {
                                    gauge.enter(1);
                                    meet(barrier);
                                    gauge.leave();
                                    if (gauge.value() == 0) {
                                        sawZero.increment();
                                    }
                                    if (meet(barrier) == 0 && sawZero.sumThenReset() == 0) {
                                        silent.increment();
                                    }
                                    meet(barrier);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(silent.sum()).isZero();
        assertThat(gauge.value()).isZero();
    }

    private static int meet(CyclicBarrier barrier) {
        try {
            return barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isNeverZeroWhileSomebodyIsThere() throws InterruptedException {
        var gauge = new StripedGauge();

        assertThat(isEverZero(() -> gauge.enter(1), gauge::leave, gauge::value)).isFalse();
    }

    /** The test of the test: a gauge that reads who came before it reads who left. */
    @Test
    void aGaugeThatReadsTheWrongWayRoundIsFound() throws InterruptedException {
        var came = new StripedCounter();
        var left = new StripedCounter();
        LongSupplier value =
                () -> {
                    long in = came.sum();
                    Thread.yield();
                    return in - left.sum();
                };

        assertThat(isEverZero(came::increment, left::increment, value)).isTrue();
    }

    /** Movers come before they leave, so there is always somebody. */
    private static boolean isEverZero(Runnable enter, Runnable leave, LongSupplier value)
            throws InterruptedException {
        enter.run();
        var over = new AtomicBoolean();
        List<Thread> movers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            movers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!over.get()) {
                                    enter.run();
                                    leave.run();
                                }
                            }));
        }
        boolean zero = false;
        for (int i = 0; i < 50_000 && !zero; i++) {
            zero = value.getAsLong() <= 0;
        }
        over.set(true);
        for (Thread mover : movers) {
            mover.join();
        }
        return zero;
    }
}
