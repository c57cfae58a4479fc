package dev.mayfly.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Lays out cells in columns as wide as they need: the first to the left, the others right. */
final class Columns {

    private Columns() {}

    static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.2f" : "%,.0f", value);
    }

    /** All lines have as many cells as the first. */
    static String layOut(List<List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            text.append(String.format("%-" + widths[0] + "s", line.getFirst()));
            for (int i = 1; i < columns; i++) {
                text.append(String.format("  %" + widths[i] + "s", line.get(i)));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
