package dev.mayfly.console.source.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mayfly.console.page.Links;
import dev.mayfly.console.page.PageRequest;
import dev.mayfly.console.page.TimeWindow;
import dev.mayfly.console.page.TimeWindow.By;
import dev.mayfly.console.timeline.RecordedLanes;
import dev.mayfly.console.timeline.Recording;
import dev.mayfly.console.timeline.Run;
import dev.mayfly.console.timeline.Turn;
import dev.mayfly.console.view.Fragment;
import dev.mayfly.console.view.chart.TimelineView;
import dev.mayfly.kernel.task.TaskState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class TimelinePartsTests {
    private static final Links LINKS = new Links("/mayfly");
    private static final Instant NOW = Instant.parse("2026-03-01T14:00:00Z");
    private static final long MILLI = 1_000_000;
    private static final long TO = -5; // the monotonic clock has any origin
    private static final TimeWindow LIVE = new TimeWindow(By.QUEUES, Duration.ofSeconds(10), null);

    /** Times are in milliseconds before now. */
    private static Run run(long task, String queue, TaskState state, long began, long ended) {
        long begin = TO - began * MILLI;
        long end = TO - ended * MILLI;
        return new Run(
                task,
                "works",
                queue,
                state,
                begin,
                end,
                false,
                List.of(new Turn("carrier-" + task % 2, begin, end, Turn.Then.ENDED)));
    }

    private static Recording recording(List<Run> runs) {
        return new Recording(NOW.minusSeconds(30), NOW, TO - 30_000 * MILLI, TO, 1, runs);
    }

    private static <T> T model(Recording recording, TimeWindow window, Class<T> type) {
        return TimelineParts.of(RecordedLanes.of(recording), window, LINKS).stream()
                .map(Fragment::model)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void barsAreDrawnToScale() {
        Recording recording = recording(List.of(run(1, "letters", TaskState.FAILED, 7_500, 5_000)));
        TimelineView.Chart chart = model(recording, LIVE, TimelineView.Chart.class);
        assertThat(chart.lanes())
                .singleElement()
                .satisfies(lane -> {
                    assertThat(lane.name()).isEqualTo("letters");
                    assertThat(lane.href()).isEqualTo("/mayfly/jobs?queue=letters");
                    assertThat(lane.load()).isEqualTo("0.3 at once"); // a quarter, rounded
                    assertThat(lane.bars())
                            .singleElement()
                            .satisfies(bar -> {
                                assertThat(bar.x()).isEqualTo(250.0);
                                assertThat(bar.width()).isEqualTo(250.0);
                                assertThat(bar.title())
                                        .startsWith("works, task 1: 2.5 s")
                                        .endsWith("failed");
                            });
                    assertThat(lane.fills())
                            .containsExactly(
                                    new TimelineView.Fill("r-fail", "M250.0 2h250.0v10h-250.0z"));
                });
        assertThat(chart.ticks()).containsExactly("+2.5 s", "+5 s", "+7.5 s", "+10 s");
        assertThat(chart.begin()).isEqualTo(NOW.minusSeconds(10));
    }

    @Test
    void carriersAreLanesOfTheirTurns() {
        Recording recording =
                recording(
                        List.of(
                                run(1, "a", TaskState.COMPLETED, 10_000, 5_000),
                                run(2, "b", TaskState.COMPLETED, 1_000, 0)));
        assertThat(model(recording, LIVE.by(By.CARRIERS), TimelineView.Chart.class).lanes())
                .extracting(TimelineView.LaneRow::name, TimelineView.LaneRow::load)
                .containsExactly(
                        tuple("carrier-0", "at most 10 % busy"),
                        tuple("carrier-1", "at most 50 % busy"));
    }

    @Test
    void howeverMuchRanThePictureAndTheTableAreBounded() {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            long began = 9_999 - i % 9_999;
            runs.add(
                    run(
                            i,
                            "queue-" + i % 40,
                            i % 3 == 0 ? TaskState.FAILED : TaskState.COMPLETED,
                            began,
                            Math.max(0, began - i % 70)));
        }
        for (By by : By.values()) {
            TimelineView.Chart chart =
                    model(recording(runs), LIVE.by(by), TimelineView.Chart.class);
            assertThat(chart.lanes()).hasSizeLessThanOrEqualTo(12);
            for (TimelineView.LaneRow lane : chart.lanes()) {
                int slots = lane.height() / TimelineView.SLOT;
                assertThat(slots).isLessThanOrEqualTo(8);
                assertThat(lane.bars()).hasSizeLessThanOrEqualTo(200 * slots);
                for (TimelineView.Fill fill : lane.fills()) {
                    long pieces = fill.d().chars().filter(c -> c == 'M').count();
                    assertThat(pieces).isLessThanOrEqualTo(501L * slots);
                }
            }
        }
        assertThat(model(recording(runs), LIVE, TimelineView.Chart.class).note())
                .isEqualTo("28 more lanes are not shown.");
        TimelineView.Rows rows = model(recording(runs), LIVE, TimelineView.Rows.class);
        assertThat(rows.rows()).hasSize(50);
        assertThat(rows.note()).contains("shorter ones are not listed");
    }

    @Test
    void whatWasNotRecordedIsLeftBlank() {
        TimeWindow minute = LIVE.spanning(Duration.ofMinutes(1));
        assertThat(model(recording(List.of()), minute, TimelineView.Chart.class).blank())
                .isEqualTo(500.0);
        assertThat(model(recording(List.of()), LIVE, TimelineView.Chart.class).blank()).isZero();
        assertThat(model(recording(List.of()), LIVE, TimelineView.Chart.class).empty()).isNotNull();
    }

    @Test
    void anyTimeThatAnAddressMayNameIsShown() {
        for (Instant until :
                new Instant[] {Instant.EPOCH, Instant.EPOCH.plusSeconds(9_999_999_999L)}) {
            TimelineView.Chart chart =
                    model(recording(List.of()), LIVE.until(until), TimelineView.Chart.class);
            assertThat(chart.empty()).isNotNull();
            assertThat(chart.blank()).isEqualTo(until.equals(Instant.EPOCH) ? 1_000.0 : 0.0);
        }
    }

    @Test
    void movesKeepWhatIsLookedAtAndLaterThanNowFollowsThePresent() {
        TimelineView.Tools tools = model(recording(List.of()), LIVE, TimelineView.Tools.class);
        assertThat(tools.moves())
                .extracting(TimelineView.Choice::label)
                .containsExactly("Nearer", "Further", "Earlier", "Later", "Hold still");
        assertThat(tools.moves().get(3).href())
                .isEqualTo("/mayfly/tasks/timeline?by=queues&span=10s");
        TimeWindow still = LIVE.until(NOW.minusSeconds(20));
        tools = model(recording(List.of()), still, TimelineView.Tools.class);
        assertThat(tools.moves().get(3).href())
                .isEqualTo(LINKS.to(new PageRequest.Timeline(still.until(NOW.minusSeconds(15)))));
        assertThat(tools.lanes().getLast().href()).contains("by=carriers", "&until=");
    }
}
