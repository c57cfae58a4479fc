package dev.mayfly.benchmarks.skew;

import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.carrier.CarrierSettings;
import dev.mayfly.kernel.carrier.ReadyUnit;
import dev.mayfly.kernel.task.Priority;
import dev.mayfly.kernel.time.SystemClock;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Compares how carriers choose whom to take work from. Units hold their carrier by parking it, so
 * that eight carriers are as good as eight processors on a machine that has two.
 *
 * <ul>
 *   <li><b>stream</b>: batches of 16 units come at random times, and each stands at the carrier
 *       that took it. A unit takes 1 ms; in every fourth batch one takes 100 ms, and those behind
 *       it wait unless somebody helps. About 80 % of the carriers' time is used. Shown is how long
 *       units wait for their turn.
 *   <li><b>burst</b>: one carrier has 8 units of 100 ms, five have 128 of 1 ms each, two have
 *       nothing. Shown is when all are done; if 8 carriers could share the work evenly it would
 *       take 180 ms.
 * </ul>
 *
 * <p>Rounds go from choice to choice in turn, so that what else the machine does hits all alike.
 */
public final class SkewRun {

    private static final int CARRIERS = 8;
    private static final long SHORT_NANOS = 1_000_000;
    private static final long LONG_NANOS = 100_000_000;
    private static final int BATCH = 16;
    private static final int LONG_ONE_IN = 4;
    private static final double BATCHES_PER_SECOND = 150;
    private static final int BURSTS = 2;

    private SkewRun() {}

    /**
     * Runs and prints a table.
     *
     * @param arguments how many rounds, 5 by default; how many seconds of a stream in each, 4 by
     *     default
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        int seed = -1; // what the JIT compiler has yet to see does not count
        for (Choice choice : Choice.values()) {
            var _ = stream(choice, 1, seed);
            var _ = burst(choice);
        }
        double[][][] results = new double[Choice.values().length][rounds][];
        for (int round = 0; round < rounds; round++) {
            for (Choice choice : Choice.values()) {
                long[] waits = stream(choice, seconds, round);
                double burst = burst(choice);
                results[choice.ordinal()][round] =
                        new double[] {
                            mean(waits) / 1e6,
                            waits[(int) (waits.length * 0.99)] / 1e6,
                            waits[(int) (waits.length * 0.999)] / 1e6,
                            burst / 1e6
                        };
            }
        }
        System.out.println("medians of " + rounds + " rounds, in ms; lowest and highest in ()");
        System.out.println(
                "choice   wait: mean           p99                p99.9             burst");
        for (Choice choice : Choice.values()) {
            print(choice, results[choice.ordinal()]);
        }
    }

    private static void print(Choice choice, double[][] rounds) {
        var line = new StringBuilder(String.format("%-8s", choice));
        for (int column = 0; column < rounds[0].length; column++) {
            int figure = column;
            double[] sorted = Arrays.stream(rounds).mapToDouble(r -> r[figure]).sorted().toArray();
            line.append(
                    String.format(
                            Locale.ROOT,
                            "  %6.2f (%.2f..%.2f)",
                            sorted[sorted.length / 2],
                            sorted[0],
                            sorted[sorted.length - 1]));
        }
        System.out.println(line);
    }

    private static double mean(long[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    private static CarrierPool pool(Choice choice) {
        CarrierSettings settings =
                new CarrierSettings(
                        CARRIERS,
                        CarrierSettings.DEFAULT_QUANTUM,
                        Duration.ofMinutes(1),
                        0, // a parked carrier would be replaced
                        choice::forecast,
                        new SystemClock());
        return new CarrierPool("skew", settings, held -> {});
    }

    // ---- the stream

    /** Returns all waits, sorted. */
    private static long[] stream(Choice choice, int seconds, long seed) {
        var random = new SplittableRandom(seed);
        int batches = (int) (seconds * BATCHES_PER_SECOND);
        var waits = new AtomicLongArray(batches * BATCH);
        var done = new AtomicInteger();
        try (CarrierPool pool = pool(choice)) {
            long next = System.nanoTime();
            for (int i = 0; i < batches; i++) {
                next += (long) (-Math.log(1 - random.nextDouble()) / BATCHES_PER_SECOND * 1e9);
                int slow = random.nextInt(LONG_ONE_IN) == 0 ? random.nextInt(BATCH) : BATCH;
                for (long left = next - System.nanoTime(); left > 0; ) {
                    LockSupport.parkNanos(left);
                    left = next - System.nanoTime();
                }
                int first = i * BATCH;
                pool.start(
                        new Unit(() -> {
                            for (int n = 0; n < BATCH; n++) {
                                long nanos = n == slow ? LONG_NANOS : SHORT_NANOS;
                                pool.start(work(nanos, first + n, waits, done));
                            }
                        }));
            }
            awaitAll(done, batches * BATCH);
        }
        long[] sorted = new long[waits.length()];
        Arrays.setAll(sorted, waits::get);
        Arrays.sort(sorted);
        return sorted;
    }

    private static Unit work(long nanos, int index, AtomicLongArray waits, AtomicInteger done) {
        long ready = System.nanoTime();
        return new Unit(() -> {
            waits.set(index, System.nanoTime() - ready);
            hold(nanos);
            done.incrementAndGet();
        });
    }

    private static void hold(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void awaitAll(AtomicInteger done, int all) {
        while (done.get() < all) {
            LockSupport.parkNanos(200_000);
        }
    }

    // ---- the burst

    /** Returns the mean time until all is done, of some bursts on one pool. */
    private static double burst(Choice choice) {
        long total = 0;
        try (CarrierPool pool = pool(choice)) {
            for (int i = 0; i < BURSTS; i++) {
                total += burst(pool);
            }
        }
        return (double) total / BURSTS;
    }

    private static long burst(CarrierPool pool) {
        var all = new Phaser(CARRIERS + 1);
        var seeded = new AtomicInteger();
        var done = new AtomicInteger();
        int units = 0;
        for (int role = 0; role < CARRIERS; role++) {
            int count = role == 0 ? 8 : role <= 5 ? 128 : 0;
            long nanos = role == 0 ? LONG_NANOS : SHORT_NANOS;
            units += count;
            pool.start(
                    new Unit(() -> {
                        all.arriveAndAwaitAdvance(); // each on a carrier of its own
                        for (int n = 0; n < count; n++) {
                            pool.start(
                                    new Unit(() -> {
                                        hold(nanos);
                                        done.incrementAndGet();
                                    }));
                        }
                        seeded.incrementAndGet();
                        all.arriveAndAwaitAdvance();
                    }));
        }
        all.arriveAndAwaitAdvance();
        all.arriveAndAwaitAdvance();
        long begin = System.nanoTime();
        awaitAll(done, units);
        return System.nanoTime() - begin;
    }

    /** A unit of the default priority. */
    private static final class Unit extends ReadyUnit {

        private final Runnable body;

        Unit(Runnable body) {
            this.body = body;
        }

        @Override
        protected int priority() {
            return Priority.DEFAULT;
        }

        @Override
        protected void run() {
            body.run();
        }

        @Override
        protected void orphaned() {}

        @Override
        protected String describe() {
            return "unit of the skewed load";
        }
    }
}
