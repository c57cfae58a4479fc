package dev.mayfly.console.source.chart;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TimeWindow;
import dev.mayfly.console.page.TimeWindow.By;
import dev.mayfly.console.render.Words;
import dev.mayfly.console.source.part.Pills;
import dev.mayfly.console.timeline.Lane;
import dev.mayfly.console.timeline.Lanes;
import dev.mayfly.console.timeline.RecordedLanes;
import dev.mayfly.console.timeline.Recording;
import dev.mayfly.console.timeline.Run;
import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.chart.TimelineView;
import dev.mayfly.console.view.chart.TimelineView.Choice;
import dev.mayfly.console.view.chart.TimelineView.LaneRow;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parts of the timeline, for one stretch of one recording. Used once. */
public final class TimelineParts {
    private static final int MOST_LANES = 12;
    private static final int MOST_SLOTS = 8;
    private static final int MOST_ROWS = 50;
    private static final int QUARTERS = 4;
    private static final List<Duration> SPANS =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5));

    private final RecordedLanes recorded;
    private final Recording recording;
    private final TimeWindow window;
    private final Links links;
    private final Instant end;
    private final long from;
    private final long to;

    private TimelineParts(RecordedLanes recorded, TimeWindow window, Links links) {
        this.recorded = recorded;
        this.recording = recorded.recording();
        this.window = window;
        this.links = links;
        Instant until = window.until();
        // A picture that follows the present is drawn anew once a second, not at every look.
        this.end = until == null ? recording.takenAt().truncatedTo(ChronoUnit.SECONDS) : until;
        this.to = recording.nanos(end);
        this.from = to - window.span().toNanos();
    }

    /**
     * The parts of the page.
     *
     * @param recorded what ran
     * @param window which stretch of it
     * @param links makes links
     * @return in the order of display
     */
    public static List<Fragment> of(RecordedLanes recorded, TimeWindow window, Links links) {
        TimelineParts parts = new TimelineParts(recorded, window, links);
        List<Run> runs =
                parts.recording.runs().stream()
                        .filter(run -> run.end() - parts.from >= 0 && parts.to - run.begin() >= 0)
                        .toList();
        return List.of(
                Fragment.leaf("line-head", "parts/timeline :: head", parts.head(runs.size())),
                Fragment.leaf("line-tools", "parts/timeline :: tools", parts.tools()),
                Fragment.leaf("line-chart", "parts/timeline :: chart", parts.chart()),
                Fragment.leaf("line-rows", "parts/timeline :: rows", parts.rows(runs)));
    }

    private TimelineView.Head head(int runs) {
        String span = words(window.span());
        List<String> facts = new ArrayList<>();
        facts.add(Words.count(runs) + (runs == 1 ? " run" : " runs") + " in this picture");
        if (recording.oneIn() > 1) {
            facts.add("1 of " + Words.count(recording.oneIn()) + " tasks is recorded at this rate");
        }
        return new TimelineView.Head(
                window.until() == null
                        ? "What ran in the last " + named(span)
                        : "What ran in " + span,
                recording.since(),
                List.copyOf(facts),
                links.traceFile());
    }

    private static String named(String span) {
        return switch (span) {
            case "1 s" -> "second";
            case "1 min" -> "minute";
            case "1 h" -> "hour";
            default -> span;
        };
    }

    // ---- ways to other pictures

    private TimelineView.Tools tools() {
        List<Choice> lanes = new ArrayList<>();
        lanes.add(choice("Queues", window.by(By.QUEUES), window.by() == By.QUEUES, null));
        lanes.add(choice("Carriers", window.by(By.CARRIERS), window.by() == By.CARRIERS, null));
        List<Choice> spans =
                SPANS.stream()
                        .map(each ->
                                choice(
                                        words(each),
                                        window.spanning(each),
                                        each.equals(window.span()),
                                        null))
                        .toList();
        Duration span = window.span();
        Duration half = span.dividedBy(2);
        Instant later = end.plus(half);
        boolean past = later.isBefore(recording.takenAt());
        List<Choice> moves = new ArrayList<>();
        moves.add(choice("Nearer", window.around(half, end), false, "+"));
        moves.add(choice("Further", window.around(span.multipliedBy(2), end), false, "-"));
        moves.add(choice("Earlier", window.until(end.minus(half)), false, "ArrowLeft"));
        moves.add(choice("Later", window.until(past ? later : null), false, "ArrowRight"));
        moves.add(
                window.until() == null
                        ? choice("Hold still", window.until(end), false, "h")
                        : choice("Follow", window.until(null), false, "h"));
        return new TimelineView.Tools(List.copyOf(lanes), spans, List.copyOf(moves));
    }

    private Choice choice(String label, TimeWindow to, boolean current, @Nullable String key) {
        return new Choice(label, links.to(new PageRequest.Timeline(to)), current, key);
    }

    // ---- the picture

    private TimelineView.Chart chart() {
        boolean carriers = window.by() == By.CARRIERS;
        List<Lane> all = carriers ? recorded.carriers() : recorded.queues();
        Map<String, List<Lane>> byName = new LinkedHashMap<>();
        for (Lane lane : all) {
            if (isSeen(lane)) {
                byName.computeIfAbsent(lane.name(), name -> new ArrayList<>()).add(lane);
            }
        }
        List<LaneRow> rows =
                byName.entrySet().stream()
                        .limit(MOST_LANES)
                        .map(each -> lane(each.getKey(), each.getValue(), carriers))
                        .toList();
        int hidden = byName.size() - rows.size();
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, end);
        long span = window.span().toNanos() / 1_000;
        return new TimelineView.Chart(
                micros - span,
                span,
                zoom(),
                end.minus(window.span()),
                ticks(),
                blank(),
                rows,
                hidden == 0 ? null : Words.count(hidden) + " more lanes are not shown.",
                rows.isEmpty() ? empty() : null);
    }

    private boolean isSeen(Lane lane) {
        return lane.stretches().stream()
                .anyMatch(each -> each.end() - from >= 0 && to - each.begin() >= 0);
    }

    private LaneRow lane(String name, List<Lane> slots, boolean carriers) {
        LaneDrawing drawing = new LaneDrawing(from, to, carriers);
        slots.stream().limit(MOST_SLOTS).forEach(drawing::slot);
        long busy = slots.stream().mapToLong(slot -> slot.busyNanos(from, to)).sum();
        double share = (double) busy / Math.max(1, Math.min(to - from, to - recording.from()));
        boolean one = carriers && !name.equals(Lanes.UNKNOWN);
        String load =
                one
                        ? "at most " + percent(share) + " % busy"
                        : String.format(Locale.ROOT, "%.1f at once", share);
        int hidden = slots.size() - MOST_SLOTS;
        return new LaneRow(
                name,
                carriers || name.equals("system") ? null : links.queue(name),
                load,
                name + ": " + load + "; the table below names the longest runs",
                drawing.height(),
                drawing.bars(),
                drawing.fills(),
                hidden <= 0 ? null : Words.count(hidden) + " more at once are not drawn");
    }

    /** Rounded up, since it says how much it was at most. */
    private static long percent(double share) {
        return (long) Math.ceil(100 * Math.min(1, share) - 0.001);
    }

    private String zoom() {
        return links.to(
                        new PageRequest.Timeline(
                                new TimeWindow(window.by(), Duration.ofSeconds(1), null)))
                .replace("span=1s", "span=");
    }

    private List<String> ticks() {
        List<String> ticks = new ArrayList<>();
        for (int quarter = 1; quarter <= QUARTERS; quarter++) {
            Duration offset = window.span().multipliedBy(quarter).dividedBy(QUARTERS);
            ticks.add("+" + words(offset));
        }
        return List.copyOf(ticks);
    }

    private double blank() {
        double share = (double) (recording.from() - from) / Math.max(1, to - from);
        return Math.round(10 * TimelineView.WIDTH * Math.clamp(share, 0.0, 1.0)) / 10.0;
    }

    private Empty empty() {
        return new Empty(
                "Nothing ran in this stretch",
                "Runs are recorded while this page is open, and for five minutes after. Keep it"
                        + " open and submit a job, or look at another stretch.",
                null);
    }

    // ---- the table

    private TimelineView.Rows rows(List<Run> runs) {
        List<TimelineView.Row> rows =
                runs.stream()
                        .sorted(
                                // Those that only waited all the time say the least.
                                Comparator.comparing((Run run) -> run.turnNanos(from, to) == 0)
                                        .thenComparingLong(run -> run.begin() - run.end())
                                        .thenComparingLong(Run::task))
                        .limit(MOST_ROWS)
                        .map(this::row)
                        .toList();
        int hidden = runs.size() - rows.size();
        return new TimelineView.Rows(
                rows, hidden == 0 ? null : Words.count(hidden) + " shorter ones are not listed.");
    }

    private TimelineView.Row row(Run run) {
        long took = run.end() - run.begin();
        Duration margin = Duration.ofNanos(took / 10 + 1_000);
        TimeWindow just =
                new TimeWindow(
                        window.by(),
                        Duration.ofNanos(took).plus(margin.multipliedBy(2)),
                        recording.wall(run.end()).plus(margin));
        boolean goesOn = !run.state().isTerminal();
        return new TimelineView.Row(
                "run-" + run.task(),
                Pills.of(run.state()),
                run.name(),
                Long.toString(run.task()),
                run.queue(),
                run.turns().isEmpty() ? "no turn yet" : carrier(run),
                recording.wall(run.begin()),
                run.beganEarlier(),
                goesOn ? Words.coarse(Duration.ofNanos(took)) : LaneDrawing.exact(took),
                goesOn
                        ? Words.coarse(Duration.ofNanos(run.turnNanos(run.begin(), run.end())))
                        : LaneDrawing.exact(run.turnNanos(run.begin(), run.end())),
                links.to(new PageRequest.Timeline(just)));
    }

    private static String carrier(Run run) {
        String carrier = run.turns().getLast().carrier();
        return carrier == null ? Lanes.UNKNOWN : "on " + carrier;
    }

    private static String words(Duration span) {
        return span.toNanos() % 1_000_000_000 == 0
                ? Words.coarse(span)
                : LaneDrawing.exact(span.toNanos());
    }
}
