package dev.mayfly.console.view.chart;

import dev.mayfly.console.view.Empty;
import dev.mayfly.console.view.StatePill;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The models of the page that shows what ran when.
 *
 * <p>This type only groups the models of its parts; it has no instances.
 */
public final class TimelineView {
    /** How wide a lane is, in units of the picture. */
    public static final int WIDTH = 1000;

    /** How high a slot of a lane is, in units of the picture, which are pixels. */
    public static final int SLOT = 14;

    private TimelineView() {}

    /**
     * A way to another picture.
     *
     * @param label its words
     * @param href its address
     * @param current whether it is the one that is shown
     * @param key the key that leads there while the picture has the focus; absent for none
     */
    public record Choice(String label, String href, boolean current, @Nullable String key) {}

    /**
     * The head of the page.
     *
     * @param sentence what is shown, in one sentence
     * @param since since when it is recorded
     * @param facts how much was recorded, and such
     * @param download where the recording is to be had as a file
     */
    public record Head(String sentence, Instant since, List<String> facts, String download) {}

    /**
     * The ways to other pictures.
     *
     * @param lanes by what the lanes are
     * @param spans how long a stretch
     * @param moves nearer, further, earlier, later
     */
    public record Tools(List<Choice> lanes, List<Choice> spans, List<Choice> moves) {}

    /**
     * A stretch that is wide enough to be pointed at.
     *
     * @param css the class of its colour
     * @param x where it begins
     * @param y where its slot is
     * @param width how wide it is
     * @param title what it is
     */
    public record Bar(String css, double x, int y, double width, String title) {}

    /**
     * All narrow stretches of one colour.
     *
     * @param css the class of the colour
     * @param d the path that draws them
     */
    public record Fill(String css, String d) {}

    /**
     * One lane.
     *
     * @param name the queue or the carrier
     * @param href where more of it is shown, absent for nowhere
     * @param load how busy it was, in words
     * @param summary the lane in words
     * @param height how high the picture is
     * @param bars the wide stretches
     * @param fills the narrow ones
     * @param note what is not drawn, absent when all is
     */
    public record LaneRow(
            String name,
            @Nullable String href,
            String load,
            String summary,
            int height,
            List<Bar> bars,
            List<Fill> fills,
            @Nullable String note) {}

    /**
     * The picture.
     *
     * @param fromMicros where it begins, in microseconds since 1970
     * @param spanMicros how long it is
     * @param zoom the address of a picture of another stretch, up to its span
     * @param begin where it begins
     * @param ticks how much later the other ends of its quarters are, in words
     * @param blank how wide the part is, from the left, that was not recorded; 0 for none
     * @param lanes from top to bottom
     * @param note which lanes are not shown, absent when all are
     * @param empty what to say when nothing ran; absent when something did
     */
    public record Chart(
            long fromMicros,
            long spanMicros,
            String zoom,
            Instant begin,
            List<String> ticks,
            double blank,
            List<LaneRow> lanes,
            @Nullable String note,
            @Nullable Empty empty) {}

    /**
     * One run of the table.
     *
     * @param id the element's id
     * @param pill how it ended
     * @param name the task's name
     * @param number the task's number
     * @param queue its queue
     * @param carrier where its last turn was, in words
     * @param startedAt when it started; for one that began earlier, the beginning of the recording
     * @param earlier whether it began earlier
     * @param took how long it took, in words
     * @param turns how long of that it had its turn, in words
     * @param href where the picture of just this run is
     */
    public record Row(
            String id,
            StatePill pill,
            String name,
            String number,
            String queue,
            String carrier,
            Instant startedAt,
            boolean earlier,
            String took,
            String turns,
            String href) {}

    /**
     * The same as a table: the longest runs.
     *
     * @param rows the longest first, and after them those that only waited
     * @param note how many are not shown; absent when all are
     */
    public record Rows(List<Row> rows, @Nullable String note) {}
}
