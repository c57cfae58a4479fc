package dev.mayfly.console.view.dump;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * The state dumps that are open.
 *
 * @param rows the newest first
 * @param href where a file is sent
 * @param most how many are kept
 * @param refusal why the reader may not open one; null if the reader may
 */
public record DumpList(List<Row> rows, String href, int most, @Nullable String refusal) {

    /**
     * One dump.
     *
     * @param title whose state it is
     * @param href its overview
     * @param takenAt when it was taken
     * @param about by whom it was opened, and how large it is
     * @param close where one asks to forget it
     */
    public record Row(String title, String href, Instant takenAt, String about, String close) {}
}
