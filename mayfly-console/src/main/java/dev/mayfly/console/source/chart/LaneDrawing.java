package dev.mayfly.console.source.chart;

import dev.mayfly.console.render.Words;
import dev.mayfly.console.timeline.Lane;
import dev.mayfly.console.timeline.Lane.Stretch;
import dev.mayfly.console.timeline.Run;
import dev.mayfly.console.timeline.Turn;
import dev.mayfly.console.view.chart.TimelineView;
import dev.mayfly.kernel.task.TaskState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws the slots of one lane to scale. What is too narrow to be pointed at becomes part of one
 * path for each colour, and neighbours in it grow together: a slot is drawn with at most some two
 * hundred bars and, for each colour, five hundred pieces of a path, whatever ran. Used once.
 */
final class LaneDrawing {
    /** As wide as a pointer can hit, in units of the picture. */
    private static final double WIDE = 5;

    /** What happened at all is seen at all. */
    private static final double NARROWEST = 1;

    /** Nearer than this, two pieces are one. */
    private static final double GAP = 1;

    private static final int PADDING = 2;

    private final long from;
    private final long to;
    private final boolean carriers;
    private final List<TimelineView.Bar> bars = new ArrayList<>();
    private final Map<String, Piece> pieces = new TreeMap<>();
    private int y;

    /** The path of one colour, and its piece that may still grow. */
    private static final class Piece {
        final StringBuilder path = new StringBuilder();
        double x;
        double end = Double.NEGATIVE_INFINITY;
        int y;

        void add(double begin, double until, int at) {
            if (at == y && begin - end < GAP) {
                end = Math.max(end, until);
                return;
            }
            close();
            x = begin;
            end = until;
            y = at;
        }

        void close() {
            if (end > Double.NEGATIVE_INFINITY) {
                int height = TimelineView.SLOT - 2 * PADDING;
                double width = end - x;
                path.append(
                        String.format(
                                Locale.ROOT,
                                "M%.1f %dh%.1fv%dh-%.1fz",
                                x,
                                y + PADDING,
                                width,
                                height,
                                width));
            }
            end = Double.NEGATIVE_INFINITY;
        }
    }

    LaneDrawing(long from, long to, boolean carriers) {
        this.from = from;
        this.to = to;
        this.carriers = carriers;
    }

    /** Draws one more slot below those before. */
    void slot(Lane lane) {
        for (Stretch each : lane.stretches()) {
            if (each.end() - from >= 0 && to - each.begin() >= 0) {
                draw(each);
            }
        }
        pieces.values().forEach(Piece::close);
        y += TimelineView.SLOT;
    }

    int height() {
        return y;
    }

    List<TimelineView.Bar> bars() {
        return List.copyOf(bars);
    }

    List<TimelineView.Fill> fills() {
        return pieces.entrySet().stream()
                .map(each -> new TimelineView.Fill(each.getKey(), each.getValue().path.toString()))
                .toList();
    }

    private void draw(Stretch each) {
        String css = css(each);
        double x = unit(each.begin());
        double width = unit(each.end()) - x;
        if (width < WIDE) {
            fill(css, x, x + width);
        } else if (carriers) {
            bars.add(bar(css, x, width, each));
        } else {
            bars.add(bar("r-idle", x, width, each));
            for (Turn turn : each.run().turns()) {
                if (turn.end() - from >= 0 && to - turn.begin() >= 0) {
                    fill(css, unit(turn.begin()), unit(turn.end()));
                }
            }
        }
    }

    private void fill(String css, double begin, double end) {
        double x = Math.min(begin, TimelineView.WIDTH - NARROWEST);
        pieces.computeIfAbsent(css, key -> new Piece()).add(x, Math.max(x + NARROWEST, end), y);
    }

    private TimelineView.Bar bar(String css, double x, double width, Stretch each) {
        return new TimelineView.Bar(css, round(x), y + PADDING, round(width), title(each));
    }

    private String title(Stretch each) {
        Run run = each.run();
        String what = run.name() + ", task " + run.task();
        String length = exact(each.end() - each.begin());
        if (carriers) {
            return what + " in " + run.queue() + ": " + length + ", then " + words(each);
        }
        return what
                + ": "
                + (run.beganEarlier() ? "more than " : "")
                + length
                + ", of that "
                + exact(run.turnNanos(run.begin(), run.end()))
                + " at work; "
                + words(run.state());
    }

    private static String words(Stretch each) {
        return switch (each.then()) {
            case GOES_ON -> "it goes on";
            case BLOCKED -> "it waited";
            case THROTTLED -> "it had had its turn for too long";
            case ENDED -> words(each.run().state());
        };
    }

    private static String words(TaskState state) {
        return state.isTerminal() ? state.name().toLowerCase(Locale.ROOT) : "it goes on";
    }

    private String css(Stretch each) {
        if (carriers && each.then() == Turn.Then.THROTTLED) {
            return "r-throttle";
        }
        if (carriers && each.then() != Turn.Then.ENDED) {
            return "r-alive";
        }
        return switch (each.run().state()) {
            case COMPLETED -> carriers ? "r-alive" : "r-done";
            case FAILED -> "r-fail";
            case CANCELLED, SKIPPED -> "r-over";
            default -> "r-alive";
        };
    }

    private double unit(long nanos) {
        double share = (double) (nanos - from) / Math.max(1, to - from);
        return TimelineView.WIDTH * Math.clamp(share, 0.0, 1.0);
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    /** A duration down to microseconds, which is what turns take. */
    static String exact(long nanos) {
        if (nanos >= 1_000_000_000) {
            return Words.duration(Duration.ofNanos(nanos));
        }
        if (nanos >= 100_000_000) {
            return nanos / 1_000_000 + " ms";
        }
        return nanos >= 1_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1_000_000.0)
                : String.format(Locale.ROOT, "%.0f µs", nanos / 1_000.0);
    }
}
