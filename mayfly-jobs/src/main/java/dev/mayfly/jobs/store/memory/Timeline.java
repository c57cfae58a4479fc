package dev.mayfly.jobs.store.memory;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/**
 * All jobs in the order of their acceptance, built so that neither accepting nor changing a job
 * costs more than a few atomic additions, and looking for few jobs among very many does not look at
 * each.
 *
 * <p>Jobs stand in chunks of 256. Each chunk counts how many of its jobs are in which state, for
 * each of 16 groups of queues. A search goes backwards from chunk to chunk and passes over those
 * that cannot hold what it looks for: among a million ready jobs, the one that runs is found after
 * 4 000 glances, of 16 counts each where it may be in any queue. A group may hold several queues,
 * so a chunk may be looked through in vain.
 *
 * <p>A job is counted in a state before it enters it and until after it has left, so a chunk is
 * never passed over by mistake. A chunk whose jobs are all gone is dropped; one job that stays
 * keeps at most the 2 KB of its chunk.
 *
 * <p>Thread rule: safe for use by any thread, without locks.
 */
final class Timeline {

    private static final int CHUNK = 256;
    private static final int GROUPS = 16;
    private static final int STATES = JobState.values().length;

    private final AtomicLong next = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Chunk> chunks = new ConcurrentSkipListMap<>();
    private volatile @Nullable Chunk newest;

    /** Where a job stands: the number given at its acceptance. */
    record Place(Chunk chunk, long number) {}

    /** What to look for. The states are an array because every entry passed walks over them. */
    @SuppressWarnings("ArrayRecordComponent")
    record Wanted(@Nullable QueueTally queue, JobState[] states, Predicate<JobRecord> rest) {}

    /** A job found, with its number. */
    @FunctionalInterface
    interface Visitor {
        /** Returns false to end the search. */
        boolean visit(long number, JobRecord record);
    }

    static final class Chunk {
        private final long index;
        private final AtomicReferenceArray<@Nullable Entry> slots =
                new AtomicReferenceArray<>(CHUNK);
        private final AtomicIntegerArray counts = new AtomicIntegerArray(GROUPS * STATES);
        private final AtomicInteger gone = new AtomicInteger();

        Chunk(long index) {
            this.index = index;
        }

        void count(QueueTally queue, JobState state, int change) {
            counts.addAndGet(cell(group(queue), state), change);
        }

        private boolean mayHold(Wanted wanted) {
            QueueTally queue = wanted.queue;
            if (queue != null) {
                return mayHold(group(queue), wanted.states);
            }
            for (int group = 0; group < GROUPS; group++) {
                if (mayHold(group, wanted.states)) {
                    return true;
                }
            }
            return false;
        }

        private boolean mayHold(int group, JobState[] states) {
            for (JobState state : states) {
                if (counts.get(cell(group, state)) > 0) {
                    return true;
                }
            }
            return false;
        }

        private static int group(QueueTally queue) {
            return queue.ordinal() % GROUPS;
        }

        private static int cell(int group, JobState state) {
            return group * STATES + state.ordinal();
        }
    }

    /** Gives a new job its place, and counts it there. */
    void add(Entry entry, JobState state) {
        long number = next.getAndIncrement();
        Chunk chunk = chunk(number / CHUNK);
        entry.place(new Place(chunk, number));
        chunk.count(entry.tally(), state, 1);
        chunk.slots.set((int) (number % CHUNK), entry);
    }

    private Chunk chunk(long index) {
        Chunk latest = newest;
        if (latest != null && latest.index == index) {
            return latest;
        }
        Chunk chunk = chunks.computeIfAbsent(index, Chunk::new);
        newest = chunk;
        return chunk;
    }

    /** Takes a job out that was removed, and counts it no longer. */
    void remove(Entry entry, JobState state) {
        Place place = entry.place();
        Chunk chunk = place.chunk();
        chunk.slots.set((int) (place.number() % CHUNK), null);
        chunk.count(entry.tally(), state, -1);
        if (chunk.gone.incrementAndGet() == CHUNK) {
            chunks.remove(chunk.index, chunk);
        }
    }

    /** Visits the jobs wanted with numbers below the given one, the highest first. */
    void search(long below, Wanted wanted, Visitor visitor) {
        long top = Math.min(below, next.get()) - 1;
        if (top < 0) {
            return;
        }
        for (Chunk chunk : chunks.headMap(top / CHUNK, true).descendingMap().values()) {
            if (!chunk.mayHold(wanted)) {
                continue;
            }
            long base = chunk.index * CHUNK;
            for (int slot = (int) Math.min(CHUNK - 1, top - base); slot >= 0; slot--) {
                Entry entry = chunk.slots.get(slot);
                JobRecord record = entry == null ? null : entry.get();
                if (record != null
                        && (wanted.queue == null || wanted.queue == entry.tally())
                        && wanted.rest.test(record)
                        && !visitor.visit(base + slot, record)) {
                    return;
                }
            }
        }
    }

    /** Visits all places from a number on, the lowest first, until the visitor says false. */
    long walk(long from, Predicate<Entry> visitor) {
        for (Map.Entry<Long, Chunk> found : chunks.tailMap(from / CHUNK, true).entrySet()) {
            long base = found.getKey() * CHUNK;
            for (int slot = (int) Math.max(0, from - base); slot < CHUNK; slot++) {
                Entry entry = found.getValue().slots.get(slot);
                if (entry != null && !visitor.test(entry)) {
                    return base + slot + 1;
                }
            }
        }
        return 0;
    }
}
