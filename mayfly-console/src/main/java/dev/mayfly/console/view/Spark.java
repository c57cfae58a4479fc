package dev.mayfly.console.view;

/**
 * A small bar chart as SVG path data in a box of {@value #WIDTH} by {@value #HEIGHT} units: one bar
 * each two seconds, the newest on the right, failures stacked in red.
 *
 * @param ok the path of the bars for jobs that ended well
 * @param bad the path of the bars for jobs that failed
 * @param peak the highest bar in words, for instance {@code peak 42 / s}
 * @param summary what a reader who cannot see the chart is told
 */
public record Spark(String ok, String bad, String peak, String summary) {
    /** Width of the view box. */
    public static final int WIDTH = 300;

    /** Height of the view box. */
    public static final int HEIGHT = 44;
}
