package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobRecord;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The place of one job: the reference is its record, replaced by compare-and-set; null once the job
 * was removed, which is for good.
 */
final class Entry extends AtomicReference<@Nullable JobRecord> {

    private static final long serialVersionUID = 1L;

    private final transient QueueTally tally;

    /** Set before the entry can be found by its id. */
    private transient Timeline.@Nullable Place place;

    private transient volatile @Nullable JobLog log;

    private transient volatile @Nullable Notebook notebook;

    Entry(JobRecord record, QueueTally tally) {
        super(record);
        this.tally = tally;
    }

    QueueTally tally() {
        return tally;
    }

    void place(Timeline.Place where) {
        place = where;
    }

    Timeline.Place place() {
        Timeline.Place where = place;
        assert where != null : "the entry was published without a place";
        return where;
    }

    @Nullable JobLog log() {
        return log;
    }

    @Nullable Notebook notebook() {
        return notebook;
    }

    synchronized Notebook notebookForWriting() {
        Notebook notes = notebook;
        if (notes == null) {
            notes = new Notebook();
            notebook = notes;
        }
        return notes;
    }

    synchronized JobLog logForWriting() {
        JobLog lines = log;
        if (lines == null) {
            lines = new JobLog();
            log = lines;
        }
        return lines;
    }
}
