package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.LogLine;
import dev.mayfly.jobs.store.LogPage;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest lines of one job's log. Guarded by its monitor, which is never held while calling out.
 */
final class JobLog {

    /** Guarded by this. */
    private final ArrayDeque<LogLine> lines = new ArrayDeque<>(4);

    /** Guarded by this; the index of the next line, which is the number of lines ever written. */
    private long next;

    /** Guarded by this; set once the job is gone. */
    private boolean closed;

    /** Adds a line; returns by how much the number of lines kept has changed. */
    synchronized int append(int attempt, Instant at, String text, int limit) {
        if (closed) {
            return 0;
        }
        lines.addLast(new LogLine(next++, attempt, at, text));
        if (lines.size() <= limit) {
            return 1;
        }
        lines.removeFirst();
        return 0;
    }

    /** Drops all lines; returns how many there were. */
    synchronized int clear() {
        int dropped = lines.size();
        lines.clear();
        return dropped;
    }

    /** Drops all lines and refuses further ones; returns how many there were. */
    synchronized int close() {
        closed = true;
        return clear();
    }

    synchronized LogPage read(long from, int limit) {
        long first = next - lines.size();
        long skip = Math.max(0, from - first);
        List<LogLine> page = new ArrayList<>();
        if (skip < lines.size()) {
            lines.stream().skip(skip).limit(limit).forEach(page::add);
        }
        long following = page.isEmpty() ? next : page.getLast().index() + 1;
        return new LogPage(page, first, following);
    }
}
