package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.QueueCounters;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How many jobs are where: changed in the transaction that moves the jobs, so it is exact after
 * every crash.
 *
 * <p>A counter is the sum of several rows, so that transactions do not wait for each other's
 * commits: each writer has a slot of its own, and so has each transaction of the application, which
 * may last. Now and then they are {@linkplain #fold folded} into {@value #SLOTS} slots that all
 * share.
 */
final class CounterTable {

    private static final int SLOTS = 16;

    private CounterTable() {}

    /**
     * A slot for somebody who writes often and briefly. On H2, where all commit one after the other
     * anyway, it is a shared one.
     */
    static long slot(Dialect dialect) {
        return dialect == Dialect.H2 ? sharedSlot() : slotOfItsOwn();
    }

    /** A slot that nobody else will write to, until it is folded. */
    static long slotOfItsOwn() {
        return ThreadLocalRandom.current().nextLong(SLOTS, Long.MAX_VALUE);
    }

    private static long sharedSlot() {
        return ThreadLocalRandom.current().nextInt(SLOTS);
    }

    /** What one transaction changes. Belongs to one thread. */
    static final class Deltas {

        private record Key(String queue, JobState state) implements Comparable<Key> {
            @Override
            public int compareTo(Key other) {
                int byQueue = queue.compareTo(other.queue);
                return byQueue != 0 ? byQueue : state.compareTo(other.state);
            }
        }

        /** Sorted: two transactions that meet in a slot must come in the same order. */
        private final Map<Key, long[]> deltas = new TreeMap<>();

        /** Changes of states that are not known here, by queue and number. */
        private final Map<String, Map<Integer, Long>> unknownLeft = new TreeMap<>();

        private final Set<String> readyQueues = new TreeSet<>();
        private List<JobTable.Change> ends = new ArrayList<>();

        void moved(@Nullable JobRecord before, JobRecord after) {
            if (before != null && before.state() == after.state()) {
                return;
            }
            if (after.state() == JobState.READY) {
                readyQueues.add(after.queue());
            }
            if (before != null) {
                of(before)[0]--;
                if (before.state().isTerminal() || after.state().isTerminal()) {
                    ends.add(new JobTable.Change(before, after));
                }
            }
            long[] entered = of(after);
            entered[0]++;
            entered[1]++;
        }

        /** The jobs that have ended, or run again, since this was asked for the last time. */
        List<JobTable.Change> ends() {
            List<JobTable.Change> latest = ends;
            ends = new ArrayList<>();
            return latest;
        }

        /** It had a state that is not known here, and counts among those that have ended now. */
        void ended(int unknown, JobRecord after) {
            unknownLeft
                    .computeIfAbsent(after.queue(), queue -> new TreeMap<>())
                    .merge(unknown, -1L, Long::sum);
            long[] entered = of(after);
            entered[0]++;
            entered[1]++;
            ends.add(new JobTable.Change(after.blocked(), after));
        }

        /** The queues in which jobs became ready. */
        Set<String> readyQueues() {
            return readyQueues;
        }

        /** It is not kept any longer. */
        void removed(String queue, JobState state, long count) {
            deltas.computeIfAbsent(new Key(queue, state), key -> new long[2])[0] -= count;
        }

        private void add(String queue, JobState state, long present, long entered) {
            long[] sums = deltas.computeIfAbsent(new Key(queue, state), key -> new long[2]);
            sums[0] += present;
            sums[1] += entered;
        }

        private long[] of(JobRecord job) {
            return deltas.computeIfAbsent(new Key(job.queue(), job.state()), key -> new long[2]);
        }

        /** Writes them: the last thing a transaction does, since others wait for these rows. */
        void write(Connection connection, Dialect dialect, long slot) throws SQLException {
            deltas.values().removeIf(delta -> delta[0] == 0 && delta[1] == 0);
            if (deltas.isEmpty() && unknownLeft.isEmpty()) {
                return;
            }
            try (PreparedStatement statement = connection.prepareStatement(dialect.count())) {
                for (var delta : deltas.entrySet()) {
                    Key key = delta.getKey();
                    long[] sums = delta.getValue();
                    add(statement, key.queue(), Codes.of(key.state()), slot, sums[0], sums[1]);
                }
                for (var queue : unknownLeft.entrySet()) {
                    for (var left : queue.getValue().entrySet()) {
                        add(statement, queue.getKey(), left.getKey(), slot, left.getValue(), 0);
                    }
                }
                statement.executeBatch();
            }
        }

        private static void add(
                PreparedStatement statement,
                String queue,
                int state,
                long slot,
                long present,
                long entered)
                throws SQLException {
            statement.setString(1, queue);
            statement.setInt(2, state);
            statement.setLong(3, slot);
            statement.setLong(4, present);
            statement.setLong(5, entered);
            statement.addBatch();
        }
    }

    static Map<String, QueueCounters> read(Connection connection) throws SQLException {
        var present = new TreeMap<String, Map<JobState, Long>>();
        var entered = new TreeMap<String, Map<JobState, Long>>();
        String sql =
                "SELECT queue, state, SUM(present), SUM(entered) FROM mayfly_counter"
                        + " GROUP BY queue, state";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                String queue = found.getString(1);
                int code = found.getInt(2);
                if (!Codes.isKnown(code)) {
                    continue; // of a later version, for whose states there is no name here
                }
                JobState state = Codes.state(code);
                present.computeIfAbsent(queue, q -> new EnumMap<>(JobState.class))
                        .put(state, found.getLong(3));
                entered.computeIfAbsent(queue, q -> new EnumMap<>(JobState.class))
                        .put(state, found.getLong(4));
            }
        }
        var counters = new TreeMap<String, QueueCounters>();
        present.forEach((queue, counts) ->
                counters.put(
                        queue,
                        new QueueCounters(queue, counts, entered.getOrDefault(queue, Map.of()))));
        return counters;
    }

    /** Adds slots that only one writes to, or wrote to, to a shared one. */
    static void fold(Connection connection, Dialect dialect) throws SQLException {
        var sums = new Deltas();
        String select =
                "SELECT queue, state, slot, present, entered FROM mayfly_counter WHERE slot >= "
                        + SLOTS
                        + " ORDER BY slot, queue, state LIMIT 1000"
                        + dialect.locking();
        String delete = "DELETE FROM mayfly_counter WHERE queue = ? AND state = ? AND slot = ?";
        try (PreparedStatement read = connection.prepareStatement(select);
                PreparedStatement remove = connection.prepareStatement(delete);
                ResultSet found = read.executeQuery()) {
            while (found.next()) {
                String queue = found.getString(1);
                int state = found.getInt(2);
                if (!Codes.isKnown(state)) {
                    continue; // as above
                }
                sums.add(queue, Codes.state(state), found.getLong(4), found.getLong(5));
                remove.setString(1, queue);
                remove.setInt(2, state);
                remove.setLong(3, found.getLong(3));
                remove.addBatch();
            }
            remove.executeBatch();
        }
        sums.write(connection, dialect, sharedSlot());
    }
}
