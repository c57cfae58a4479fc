package dev.mayfly.kernel.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

@Timeout(300)
class StripedPermitsTests {

    /** What is put to the test: permits, or some with a fault. */
    private interface Permits {

        boolean acquire(int count);

        void release();

        long out();
    }

    private static Permits real(long permits, int block) {
        var real = new StripedPermits(permits, block, () -> {});
        return new Permits() {
            @Override
            public boolean acquire(int count) {
                return real.acquire(count);
            }

            @Override
            public void release() {
                real.release();
            }

            @Override
            public long out() {
                return real.out();
            }
        };
    }

    /** Looks and then takes, in two steps. */
    private static Permits hasty(long permits) {
        var out = new AtomicLong();
        return new Permits() {
            @Override
            public boolean acquire(int count) {
                if (out.get() + count > permits) {
                    return false;
                }
                Thread.yield();
                out.addAndGet(count);
                return true;
            }

            @Override
            public void release() {
                out.decrementAndGet();
            }

            @Override
            public long out() {
                return out.get();
            }
        };
    }

    @Test
    void aSingleThreadCanTakeAllAndNoMore() {
        for (long permits : new long[] {1, 2, 2_047, 2_048, 10_000, 300_000}) {
            var all = new StripedPermits(permits, () -> {});
            for (long taken = 0; taken < permits; taken++) {
                assertThat(all.acquire(1)).as("%s of %s", taken, permits).isTrue();
            }
            assertThat(all.acquire(1)).isFalse();
            assertThat(all.out()).isEqualTo(permits);
            all.release();
            assertThat(all.acquire(1)).isTrue();
        }
    }

    @Test
    void agreesWithACountWhoeverTakesAndGivesBack() throws Exception {
        // Each thread has a stripe, as far as they go round: permits lie at hand all over.
        List<ExecutorService> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            threads.add(Executors.newSingleThreadExecutor());
        }
        try {
            for (int seed = 0; seed < 20; seed++) {
                compareWithACount(threads, seed);
            }
        } finally {
            threads.forEach(ExecutorService::shutdown);
        }
    }

    /** A refusal with permits left, wherever they lie, is a difference. */
    private static void compareWithACount(List<ExecutorService> threads, int seed)
            throws Exception {
        var random = new Random(seed);
        int permits = 1 + random.nextInt(200);
        var real = real(permits, 1 + random.nextInt(20));
        int[] out = new int[1];
        for (int step = 0; step < 40; step++) {
            int run = 1 + random.nextInt(30);
            boolean taking = random.nextInt(100) < ((step / 10) % 2 == 0 ? 80 : 30);
            int count = random.nextInt(4) == 0 ? 1 + random.nextInt(permits) : 1;
            String when = "seed " + seed + ", step " + step;
            threads.get(random.nextInt(threads.size()))
                    .submit(() -> {
                        for (int i = 0; i < run; i++) {
                            if (taking) {
                                boolean fits = out[0] + count <= permits;
                                assertThat(real.acquire(count)).as(when).isEqualTo(fits);
                                out[0] += fits ? count : 0;
                            } else if (out[0] > 0) {
                                real.release();
                                out[0]--;
                            }
                            assertThat(real.out()).as(when).isEqualTo(out[0]);
                        }
                    })
                    .get();
        }
    }

    @Test
    void neverAreMoreOutThanThereAreUnderManyThreads() throws InterruptedException {
        for (int block : new int[] {1, 2, 16, 64}) {
            assertThat(highest(real(100, block), 100)).as("block %s", block).isZero();
        }
    }

    /** The test of the test. */
    @Test
    void permitsThatAreCountedInTwoStepsAreFound() {
        assertThatThrownBy(() -> assertThat(highest(hasty(100), 100)).isZero())
                .isInstanceOf(AssertionError.class);
    }

    /** How often more were out than there are; and in the end none is. */
    private static long highest(Permits permits, int limit) throws InterruptedException {
        var held = new AtomicLong();
        var tooMany = new LongAdder();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            var random = new Random(i);
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> takeAndGive(permits, limit, held, tooMany, random)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(permits.out()).isZero();
        return tooMany.sum();
    }

    private static void takeAndGive(
            Permits permits, int limit, AtomicLong held, LongAdder tooMany, Random random) {
        int own = 0;
        for (int i = 0; i < 50_000; i++) {
            int count = 1 + random.nextInt(limit / 4);
            if (permits.acquire(count)) {
                own += count;
                if (held.addAndGet(count) > limit) {
                    tooMany.increment();
                }
            }
            for (int given = random.nextInt(limit / 4); given > 0 && own > 0; given--, own--) {
                held.decrementAndGet();
                permits.release();
            }
        }
        for (; own > 0; own--) {
            held.decrementAndGet();
            permits.release();
        }
    }

    /** Each holds what it can count on and asks for one more: there always is one. */
    @Test
    void refusesNobodyWhileSomeAreLeft() throws InterruptedException {
        int threadCount = 4;
        var permits = new StripedPermits(40, 8, () -> {});
        var refused = new LongAdder();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < threadCount; i++) {
            var random = new Random(i);
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int n = 0; n < 50_000; n++) {
                                    int share = 1 + random.nextInt(40 / threadCount);
                                    if (!permits.acquire(share)) {
                                        refused.increment();
                                        continue;
                                    }
                                    for (int given = 0; given < share; given++) {
                                        permits.release();
                                    }
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused.sum()).isZero();
        assertThat(permits.out()).isZero();
    }
}
