package dev.mayfly.benchmarks.report;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lays out figures as text: a row a benchmark, a column a peer in the order in which they were
 * measured, and behind each further peer its figure as a multiple of the first one's.
 */
public final class PeerTable {

    private PeerTable() {}

    /**
     * Makes one table for each set of peers; rows keep their order.
     *
     * @param measurements in the order in which they were made
     * @return lines of text
     */
    public static String of(List<Measurement> measurements) {
        Map<String, Map<String, Measurement>> rows = new LinkedHashMap<>();
        for (Measurement each : measurements) {
            rows.computeIfAbsent(
                            each.benchmark() + " [" + each.unit() + "]",
                            key -> new LinkedHashMap<>())
                    .put(each.peer(), each);
        }
        Map<List<String>, List<List<String>>> tables = new LinkedHashMap<>();
        rows.forEach((title, figures) -> {
            List<String> peers = List.copyOf(figures.keySet());
            tables.computeIfAbsent(peers, PeerTable::header).add(row(title, figures));
        });
        return tables.values().stream().map(Columns::layOut).collect(Collectors.joining("\n"));
    }

    private static List<List<String>> header(List<String> peers) {
        List<String> cells = new ArrayList<>();
        cells.add("benchmark");
        cells.addAll(peers);
        List<List<String>> lines = new ArrayList<>();
        lines.add(cells);
        return lines;
    }

    private static List<String> row(String title, Map<String, Measurement> figures) {
        List<String> cells = new ArrayList<>();
        cells.add(title);
        Measurement first = null;
        for (Measurement figure : figures.values()) {
            cells.add(cell(figure, first));
            first = first == null ? figure : first;
        }
        return cells;
    }

    private static String cell(Measurement figure, @Nullable Measurement first) {
        String text = Columns.number(figure.score());
        if (!Double.isNaN(figure.error())) {
            text += " ± " + Columns.number(figure.error());
        }
        return first == null
                ? text
                : text + String.format(Locale.ROOT, " (%.2f x)", figure.score() / first.score());
    }
}
