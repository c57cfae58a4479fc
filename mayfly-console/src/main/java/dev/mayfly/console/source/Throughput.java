package dev.mayfly.console.source;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.state.Pace;
import dev.mayfly.console.view.Spark;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What ended in each queue during the last two minutes, second by second.
 *
 * <p>Guarded by itself; memory is {@value #SECONDS} pairs of numbers for each queue that ever ended
 * a task.
 */
public final class Throughput implements Pace {
    private static final int SECONDS = 120;
    private static final int RATE_OVER = 10;
    private static final int SECONDS_A_BAR = 2;
    private static final int RING = SECONDS + SECONDS_A_BAR;
    private static final int BARS = SECONDS / SECONDS_A_BAR;
    private static final double BAR_STEP = (double) Spark.WIDTH / BARS;

    private final Map<String, Series> byQueue = new HashMap<>(); // guarded by this
    private int now; // index of the second under way; guarded by this
    private long seconds; // how many seconds were recorded; guarded by this

    private static final class Series {
        final long[] well = new long[RING];
        final long[] badly = new long[RING];
    }

    synchronized void add(String queue, long well, long badly) {
        Series series = byQueue.computeIfAbsent(queue, name -> new Series());
        series.well[now] += well;
        series.badly[now] += badly;
    }

    synchronized void advance() {
        now = (now + 1) % RING;
        seconds++;
        for (Series series : byQueue.values()) {
            series.well[now] = 0;
            series.badly[now] = 0;
        }
    }

    /**
     * How many ended each second, over the last ten seconds.
     *
     * @param queue the queue's name
     * @return tasks a second
     */
    @Override
    public synchronized double rate(String queue) {
        Series series = byQueue.get(queue);
        if (series == null || seconds == 0) {
            return 0;
        }
        long sum = 0;
        int over = (int) Math.min(RATE_OVER, seconds);
        for (int back = 1; back <= over; back++) {
            int at = Math.floorMod(now - back, RING);
            sum += series.well[at] + series.badly[at];
        }
        return (double) sum / over;
    }

    /**
     * How many failed during the last two minutes.
     *
     * @param queue the queue's name
     * @return attempts that failed
     */
    @Override
    public synchronized long failed(String queue) {
        Series series = byQueue.get(queue);
        long sum = 0;
        if (series != null) {
            for (long failures : series.badly) {
                sum += failures;
            }
        }
        return sum;
    }

    /**
     * The chart of a queue.
     *
     * @param queue the queue's name
     * @return sixty bars of two seconds each
     */
    @Override
    public synchronized Spark spark(String queue) {
        long[] well = new long[BARS];
        long[] badly = new long[BARS];
        Series series = byQueue.get(queue);
        long peak = 0;
        long total = 0;
        // A bar is drawn when its two seconds are over: else each second would cut the same events
        // into other bars.
        int begin = now - (int) (seconds % SECONDS_A_BAR) - SECONDS;
        for (int bar = 0; series != null && bar < BARS; bar++) {
            for (int second = 0; second < SECONDS_A_BAR; second++) {
                int at = Math.floorMod(begin + bar * SECONDS_A_BAR + second, RING);
                well[bar] += series.well[at];
                badly[bar] += series.badly[at];
            }
            peak = Math.max(peak, well[bar] + badly[bar]);
            total += well[bar] + badly[bar];
        }
        return draw(well, badly, peak, total);
    }

    private static Spark draw(long[] well, long[] badly, long peak, long total) {
        StringBuilder ok = new StringBuilder();
        StringBuilder bad = new StringBuilder();
        double floor = Spark.HEIGHT - 1.0;
        double unit = peak == 0 ? 0 : (floor - 2) / peak;
        for (int bar = 0; bar < well.length; bar++) {
            double x = (bar + 0.5) * BAR_STEP;
            // What happened at all is seen at all: nothing is lower than a pixel and a half.
            double up = well[bar] == 0 ? 0 : Math.max(1.5, well[bar] * unit);
            double more = badly[bar] == 0 ? 0 : Math.max(1.5, badly[bar] * unit);
            line(ok, x, floor, up);
            line(bad, x, floor - up, more);
        }
        String most = rate((double) peak / SECONDS_A_BAR);
        return new Spark(
                ok.toString(),
                bad.toString(),
                total == 0 ? "nothing ended" : "peak " + most + " / s",
                total == 0
                        ? "Nothing ended in the last two minutes"
                        : total + " ended in the last two minutes, at most " + most + " a second");
    }

    private static void line(StringBuilder path, double x, double from, double up) {
        if (up > 0) {
            path.append(String.format(Locale.ROOT, "M%.1f %.1fv-%.1f", x, from, up));
        }
    }

    /**
     * A rate in words.
     *
     * @param perSecond the rate
     * @return for instance {@code 0}, {@code 0.3}, {@code 84}, or {@code –} for what is no number
     */
    static String rate(double perSecond) {
        if (Double.isNaN(perSecond)) {
            return "–";
        }
        if (perSecond == 0) {
            return "0";
        }
        return perSecond < 9.95
                ? String.format(Locale.ROOT, "%.1f", Math.max(0.1, perSecond))
                : Words.count(Math.round(perSecond));
    }
}
