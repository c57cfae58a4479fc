package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.policy.AdmissionDecision;
import dev.mayfly.jobs.policy.Hold;
import dev.mayfly.jobs.policy.KeyOrder;
import dev.mayfly.jobs.policy.QueueLimits;
import dev.mayfly.jobs.policy.QueueLoad;
import dev.mayfly.jobs.policy.RateLimit;
import dev.mayfly.jobs.store.Runners;
import dev.mayfly.jobs.store.Runners.Claim;
import dev.mayfly.store.jdbc.internal.policy.PolicyTable;
import dev.mayfly.store.jdbc.internal.sql.Codes;
import dev.mayfly.store.jdbc.internal.sql.Dialect;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What may be taken in a queue that has a policy. The row of the policy is locked from the decision
 * to the commit that takes the jobs, so all nodes decide one after the other and each sees what the
 * others have taken.
 *
 * <p>How many are taken is read, never kept: from the counters, which move in the transactions that
 * move the jobs, and from the jobs that have an owner. So nothing has to be given back after a
 * crash, and nothing can be forgotten.
 *
 * <p><b>Keys that are blocked</b> must hide nothing behind them, and must not be looked through
 * without end. A claim looks at the first {@value #FIRST_PAGE} jobs or more, and at up to {@value
 * #PAGES} pages of {@value #PAGE} behind; where it finds too few there, the next claim of this
 * process goes on where it ended. So among a million blocked jobs a free one is found after 250
 * claims at the latest.
 *
 * <p>Safe for use by any thread.
 */
final class LimitedClaims {

    private static final int FIRST_PAGE = 64;
    private static final int PAGE = 1_000;
    private static final int PAGES = 4;

    private final Dialect dialect;
    private final PolicyTable policies;
    private final ConcurrentHashMap<String, Runners.Held> held = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Spot> spots = new ConcurrentHashMap<>();

    LimitedClaims(Dialect dialect, PolicyTable policies) {
        this.dialect = dialect;
        this.policies = policies;
    }

    /** A place in the line of ready jobs: everything before it was looked at. */
    private record Spot(long rank, long seq) {
        private static final Spot START = new Spot(Long.MIN_VALUE, Long.MIN_VALUE);
    }

    /** A ready job. */
    private record Candidate(Spot spot, String id, @Nullable String key) {}

    boolean concern(String queue) {
        return policies.restricts(queue);
    }

    Runners.@Nullable Held held(String queue) {
        return policies.restricts(queue) ? held.get(queue) : null;
    }

    // ---- taking

    /**
     * The policy of a queue, which is this transaction's until it ends. The first thing that it
     * locks: whoever waits for a policy must not hold what others need who have it.
     */
    PolicyTable.@Nullable Row lock(Connection connection, String queue) throws SQLException {
        return policies.row(connection, queue, true);
    }

    /** The ready jobs that may be taken, at most as many as wanted; they are as good as taken. */
    List<JobRecord> find(Quarantine quarantine, Claim claim, PolicyTable.Row row, int wanted)
            throws SQLException {
        Connection connection = quarantine.connection();
        String queue = claim.queue();
        held.remove(queue);
        QueueLimits limits = row.policy().limits();
        long taken = limits.global() == null ? 0 : taken(connection, queue);
        AdmissionDecision.Room room =
                AdmissionDecision.room(row.policy(), taken, row.spent(), row.now(), wanted);
        var search = new Search(quarantine, claim, limits, room.jobs());
        List<JobRecord> jobs = room.jobs() == 0 ? List.of() : search.run();
        long spent = row.spent();
        RateLimit rate = limits.rate();
        if (rate != null && !jobs.isEmpty()) {
            spent = rate.spend(spent, row.now(), jobs.size());
            policies.spend(connection, queue, spent);
        }
        Hold hold = jobs.size() == room.jobs() ? room.hold() : search.hold;
        if (hold != null) {
            Duration wait =
                    hold == Hold.RATE && rate != null
                            ? Duration.ofNanos(Math.max(0, rate.nextAt(spent) - row.now()))
                            : null;
            held.put(queue, new Runners.Held(hold, wait));
        }
        return jobs;
    }

    private static long taken(Connection connection, String queue) throws SQLException {
        String sql =
                "SELECT COALESCE(SUM(present), 0) FROM mayfly_counter WHERE queue = ? AND state IN"
                        + states(JobState.ASSIGNED, JobState.RUNNING);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, queue);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
    }

    private static String states(JobState... states) {
        return java.util.Arrays.stream(states)
                .map(state -> Integer.toString(Codes.of(state)))
                .collect(Collectors.joining(", ", " (", ")"));
    }

    /** The states of jobs that go before later ones of their key. */
    private static String goFirst(KeyOrder order) {
        return AdmissionDecision.goesFirst(order, false, true)
                ? states(JobState.READY, JobState.AWAITING_RETRY, JobState.AWAITING_SIGNAL)
                : states(JobState.READY);
    }

    /** One claim's search. Belongs to its thread. */
    private final class Search {

        private final Quarantine quarantine;
        private final Connection connection;
        private final Claim claim;
        private final QueueLimits limits;
        private final int room;
        private final List<String> chosen = new ArrayList<>();
        private final Map<String, Long> takenOfKey = new HashMap<>();
        private final Map<String, Long> firstOfKey = new HashMap<>();

        /** Why jobs were passed over. */
        private @Nullable Hold hold;

        Search(Quarantine quarantine, Claim claim, QueueLimits limits, int room) {
            this.quarantine = quarantine;
            this.connection = quarantine.connection();
            this.claim = claim;
            this.limits = limits;
            this.room = room;
        }

        List<JobRecord> run() throws SQLException {
            if (limits.perKey() != null) {
                countKeys();
            }
            Spot at = choose(Spot.START, Math.max(FIRST_PAGE, 2 * room));
            Spot before = spots.remove(claim.queue());
            if (at != null && before != null && compare(before, at) > 0) {
                at = before;
            }
            for (int page = 0; at != null && page < PAGES; page++) {
                at = choose(at, PAGE);
            }
            if (at != null && chosen.size() < room) {
                spots.put(claim.queue(), at);
            }
            return read();
        }

        private static int compare(Spot a, Spot b) {
            int byRank = Long.compare(a.rank, b.rank);
            return byRank != 0 ? byRank : Long.compare(a.seq, b.seq);
        }

        /** Chooses among the jobs behind a spot; returns where to go on, null for nowhere. */
        private @Nullable Spot choose(Spot behind, int limit) throws SQLException {
            if (chosen.size() >= room) {
                return null;
            }
            List<Candidate> page = page(behind, limit);
            for (Candidate next : page) {
                if (chosen.size() >= room) {
                    return null;
                }
                Hold keeps = next.key == null ? null : keeps(next, next.key);
                if (keeps == null) {
                    chosen.add(next.id);
                    if (next.key != null) {
                        takenOfKey.merge(next.key, 1L, Long::sum);
                    }
                } else {
                    hold = keeps;
                }
            }
            return page.size() < limit ? null : page.getLast().spot;
        }

        private @Nullable Hold keeps(Candidate next, String key) throws SQLException {
            long taken = takenOfKey.getOrDefault(key, 0L);
            Hold keeps = AdmissionDecision.ofKey(limits, taken, false);
            if (keeps != null || !limits.order().isFifo()) {
                return keeps;
            }
            Long first = firstOfKey.get(key);
            if (first == null) {
                first = first(key);
                firstOfKey.put(key, first);
            }
            return AdmissionDecision.ofKey(limits, taken, first < next.spot.seq);
        }

        private List<Candidate> page(Spot behind, int limit) throws SQLException {
            String sql =
                    "SELECT line_rank, seq, id, job_key FROM mayfly_job WHERE line = 1 AND"
                            + " line_queue = ? AND line_rank >= ? AND (line_rank, seq) > (?, ?)"
                            + " AND name IN (?"
                            + ", ?".repeat(claim.names().size() - 1)
                            + ") ORDER BY line, line_queue, line_rank, seq LIMIT ?";
            var page = new ArrayList<Candidate>();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, claim.queue());
                statement.setLong(2, behind.rank);
                statement.setLong(3, behind.rank);
                statement.setLong(4, behind.seq);
                int next = 5;
                for (String name : new TreeSet<>(claim.names())) {
                    statement.setString(next++, name);
                }
                statement.setInt(next, limit);
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        var spot = new Spot(found.getLong(1), found.getLong(2));
                        page.add(new Candidate(spot, found.getString(3), found.getString(4)));
                    }
                }
            }
            return page;
        }

        private void countKeys() throws SQLException {
            String sql =
                    "SELECT job_key, COUNT(*) FROM mayfly_job WHERE line = 3 AND line_queue = ''"
                            + " AND queue = ? AND job_key IS NOT NULL GROUP BY job_key";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, claim.queue());
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        takenOfKey.put(found.getString(1), found.getLong(2));
                    }
                }
            }
        }

        private long first(String key) throws SQLException {
            String sql =
                    "SELECT seq FROM mayfly_job WHERE job_key = ? AND queue = ? AND state IN"
                            + goFirst(limits.order())
                            + " ORDER BY job_key, queue, seq LIMIT 1";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, key);
                statement.setString(2, claim.queue());
                try (ResultSet found = statement.executeQuery()) {
                    return found.next() ? found.getLong(1) : Long.MAX_VALUE;
                }
            }
        }

        private List<JobRecord> read() throws SQLException {
            if (chosen.isEmpty()) {
                return List.of();
            }
            return inOrder(readAll(chosen));
        }

        private List<JobRecord> inOrder(List<JobRecord> rows) {
            var byId = new HashMap<String, JobRecord>();
            rows.forEach(job -> byId.put(job.id().value(), job));
            var jobs = new ArrayList<JobRecord>();
            for (String id : chosen) {
                JobRecord job = byId.get(id);
                if (job != null
                        && job.state() == JobState.READY) { // cancelled meanwhile, or locked
                    jobs.add(job);
                }
            }
            return jobs;
        }

        private List<JobRecord> readAll(Collection<String> ids) throws SQLException {
            String sql =
                    JobTable.select("id IN (?" + ", ?".repeat(ids.size() - 1) + ")")
                            + dialect.locking();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                int next = 1;
                for (String id : ids) {
                    statement.setString(next++, id);
                }
                return quarantine.readable(statement);
            }
        }
    }

    // ---- looking

    /** What a decision would rest on now. */
    QueueLoad load(Connection connection, String queue, @Nullable JobRecord job)
            throws SQLException {
        PolicyTable.Row row = policies.row(connection, queue, false);
        RateLimit rate = row == null ? null : row.policy().limits().rate();
        long wait =
                row == null || rate == null ? 0 : Math.max(0, rate.nextAt(row.spent()) - row.now());
        String owned = "line = 3 AND line_queue = '' AND queue = ?";
        String key = job == null ? null : job.key();
        JobRecord holder = null;
        JobRecord first = null;
        long ofKey = 0;
        if (job != null && key != null && row != null) {
            String holds =
                    "job_key = ? AND queue = ? AND state IN"
                            + states(JobState.ASSIGNED, JobState.RUNNING);
            holder = one(connection, holds + " ORDER BY job_key, queue, seq", key, queue);
            ofKey = holder == null ? 0 : count(connection, holds, key, queue);
            KeyOrder order = row.policy().limits().order();
            first =
                    !order.isFifo()
                            ? null
                            : one(
                                    connection,
                                    "job_key = ? AND queue = ? AND state IN"
                                            + goFirst(order)
                                            + " AND seq < (SELECT s.seq FROM mayfly_job s WHERE"
                                            + " s.id = ?) ORDER BY job_key, queue, seq",
                                    key,
                                    queue,
                                    job.id().value());
        }
        return new QueueLoad(
                taken(connection, queue),
                one(connection, owned + " ORDER BY changed_at", queue),
                Duration.ofNanos(wait),
                ofKey,
                holder,
                first);
    }

    private static @Nullable JobRecord one(Connection connection, String where, String... values)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(JobTable.select(where) + " LIMIT 1")) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            List<JobRecord> found = JobTable.readJobs(statement);
            return found.isEmpty() ? null : found.getFirst();
        }
    }

    private static long count(Connection connection, String where, String... values)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT COUNT(*) FROM mayfly_job WHERE " + where)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        }
    }
}
