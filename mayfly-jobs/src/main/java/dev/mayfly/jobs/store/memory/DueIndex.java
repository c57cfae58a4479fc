package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The jobs that wait for a time, by that time. Holds hints: a mark may stay behind for a job that
 * has moved on, where two changes of one job crossed; it is known by the record and removed when
 * seen.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class DueIndex {

    private record Mark(Instant due, long number) implements Comparable<Mark> {
        @Override
        public int compareTo(Mark other) {
            int byTime = due.compareTo(other.due);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final ConcurrentSkipListMap<Mark, Entry> marks = new ConcurrentSkipListMap<>();

    private static boolean waits(@Nullable JobRecord record) {
        return record != null
                && (record.state() == JobState.SCHEDULED
                        || record.state() == JobState.AWAITING_RETRY
                        || record.state() == JobState.AWAITING_SIGNAL);
    }

    private static @Nullable Mark mark(Entry entry, @Nullable JobRecord record) {
        return record != null && waits(record) && record.dueAt() != null
                ? new Mark(record.dueAt(), entry.place().number())
                : null;
    }

    void add(Entry entry, JobRecord record) {
        Mark mark = mark(entry, record);
        if (mark != null) {
            marks.put(mark, entry);
        }
    }

    void remove(Entry entry, JobRecord record) {
        Mark mark = mark(entry, record);
        if (mark != null) {
            marks.remove(mark);
        }
    }

    List<JobRecord> due(Instant now, int limit) {
        var due = new ArrayList<JobRecord>();
        for (var found : marks.entrySet()) {
            if (due.size() == limit || found.getKey().due().isAfter(now)) {
                break;
            }
            JobRecord record = current(found.getKey(), found.getValue());
            if (record != null) {
                due.add(record);
            }
        }
        return due;
    }

    Optional<Instant> next() {
        for (var found : marks.entrySet()) {
            JobRecord record = current(found.getKey(), found.getValue());
            if (record != null) {
                return Optional.ofNullable(record.dueAt());
            }
        }
        return Optional.empty();
    }

    /** The record that a mark stands for; null, and the mark gone, if it has moved on. */
    private @Nullable JobRecord current(Mark mark, Entry entry) {
        JobRecord record = entry.get();
        if (mark.equals(mark(entry, record))) {
            return record;
        }
        marks.remove(mark);
        // The job may have come to wait for the very same time again in this moment.
        JobRecord again = entry.get();
        if (again != null && mark.equals(mark(entry, again))) {
            marks.put(mark, entry);
            return again;
        }
        return null;
    }
}
