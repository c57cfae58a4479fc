package dev.mayfly.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lays out figures as text: a row a peer, a column a benchmark, both in the order of measuring. */
public final class RowTable {

    private RowTable() {}

    /**
     * Makes a table; what a peer has no figure for stays empty.
     *
     * @param figures all of them
     * @return lines of text
     */
    public static String of(List<Measurement> figures) {
        Set<String> columns = new LinkedHashSet<>();
        Set<String> peers = new LinkedHashSet<>();
        for (Measurement each : figures) {
            columns.add(title(each));
            peers.add(each.peer());
        }
        List<List<String>> lines = new ArrayList<>();
        List<String> header = new ArrayList<>();
        header.add("peer");
        header.addAll(columns);
        lines.add(header);
        for (String peer : peers) {
            List<String> line = new ArrayList<>();
            line.add(peer);
            columns.forEach(column -> line.add(cell(figures, peer, column)));
            lines.add(line);
        }
        return Columns.layOut(lines);
    }

    private static String title(Measurement figure) {
        return figure.benchmark() + " [" + figure.unit() + "]";
    }

    private static String cell(List<Measurement> figures, String peer, String column) {
        return figures.stream()
                .filter(each -> each.peer().equals(peer) && title(each).equals(column))
                .map(RowTable::text)
                .findFirst()
                .orElse("");
    }

    private static String text(Measurement figure) {
        if (Double.isNaN(figure.score())) {
            return "failed";
        }
        String error = Double.isNaN(figure.error()) ? "" : " ± " + Columns.number(figure.error());
        return Columns.number(figure.score()) + error;
    }
}
