package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.store.jdbc.internal.sql.Codes;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Looks for jobs, page by page. A cursor is the place of the last job in the order of acceptance,
 * which never changes, so pages are stable.
 *
 * <p>What no index knows (queue, name, time, texts) is looked for along one that gives the order.
 * Where it is rare that would be a walk over all jobs that are kept, so a page looks at {@value
 * #MOST_LOOKED_AT} of them in each state at most, and then ends with what it has found and a cursor
 * from where the next goes on.
 */
final class Search {

    /** So many jobs of a state are looked at for one page. */
    static final int MOST_LOOKED_AT = 100_000;

    private static final int ALL_STATES = JobState.values().length;

    private static final String ERROR =
            "(LOWER(error_type) LIKE ? ESCAPE '!' OR LOWER(error_message) LIKE ? ESCAPE '!')";

    private final StringBuilder where = new StringBuilder("1 = 1");
    private final List<Object> values = new ArrayList<>();

    /** The values in the order of the statement. */
    private final List<Object> bound = new ArrayList<>();

    private final JobQuery query;
    private final int most;

    private Search(JobQuery query, int most) {
        this.query = query;
        this.most = most;
    }

    static JobPage page(Connection connection, JobQuery query) throws SQLException {
        return page(connection, query, MOST_LOOKED_AT);
    }

    static JobPage page(Connection connection, JobQuery query, int most) throws SQLException {
        Search search = new Search(query, most);
        return search.sweeps() ? search.sweep(connection) : search.all(connection);
    }

    /** Whether it looks for what no index knows; the children of one job are few. */
    private boolean sweeps() {
        return query.parent() == null
                && (query.queue() != null
                        || query.name() != null
                        || query.from() != null
                        || query.until() != null
                        || !query.labels().isEmpty()
                        || (query.text() != null && !query.text().isEmpty())
                        || (query.error() != null && !query.error().isEmpty()));
    }

    private JobPage all(Connection connection) throws SQLException {
        reach();
        return page(rows(connection, query.limit() + 1), null);
    }

    /**
     * First among the newest places, of which it is known without a look that they are not too
     * many; if there was not enough, as far as that many jobs reach, since places may be empty.
     */
    private JobPage sweep(Connection connection) throws SQLException {
        int limit = query.limit() + 1; // one more: is there another page?
        JobCursor after = query.after();
        long top = after == null ? newest(connection) + 1 : place(after);
        long near = top - most;
        List<JobTable.Row> rows = new ArrayList<>(between(near, top).rows(connection, limit));
        if (rows.size() == limit || near <= 1) { // no place is below 1
            return page(rows, null);
        }
        Long end = end(connection);
        long from = end == null ? 0 : end;
        if (from < near) {
            rows.addAll(between(from, near).rows(connection, limit - rows.size()));
        }
        return page(rows, end);
    }

    private static long newest(Connection connection) throws SQLException {
        Long newest = number(connection, "1 = 1 ORDER BY seq DESC LIMIT 1", List.of());
        return newest == null ? 0 : newest;
    }

    /** The place of the last job that is looked at; null if that is the oldest. */
    private @Nullable Long end(Connection connection) throws SQLException {
        Search base = new Search(query, most);
        base.reach();
        String last = " LIMIT 1 OFFSET " + (most - 1);
        if (query.states().size() == ALL_STATES) {
            return number(connection, base.where + base.order() + last, base.values);
        }
        Long end = null;
        for (JobState state : query.states()) {
            Long of =
                    number(
                            connection,
                            base.inState(Codes.of(state)) + base.orderInState() + last,
                            base.values);
            end = end == null || (of != null && of > end) ? of : end;
        }
        return end;
    }

    private static @Nullable Long number(Connection connection, String rest, List<Object> values)
            throws SQLException {
        String sql = "SELECT seq FROM mayfly_job WHERE " + rest;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? found.getLong(1) : null;
            }
        }
    }

    /** The same search among some places only. */
    private Search between(long from, long to) {
        Search part = new Search(query, most);
        part.and("seq >= ?", from);
        part.and("seq < ?", to);
        part.members();
        part.conditions();
        return part;
    }

    /** Where jobs may be at all, along an index. */
    private void reach() {
        JobCursor after = query.after();
        if (after != null) {
            and("seq < ?", place(after));
        }
        members();
    }

    private void members() {
        if (query.batch() != null) {
            and("batch = ?", query.batch());
        }
        if (query.parent() != null) {
            and("parent = ?", query.parent().value());
            conditions();
        }
    }

    private void conditions() {
        if (query.queue() != null) {
            and("queue = ?", query.queue());
        }
        if (query.name() != null) {
            and("name = ?", query.name());
        }
        if (query.from() != null) {
            and("submitted_at >= ?", query.from().atOffset(ZoneOffset.UTC));
        }
        if (query.until() != null) {
            and("submitted_at < ?", query.until().atOffset(ZoneOffset.UTC));
        }
        words();
    }

    private List<JobTable.Row> rows(Connection connection, int limit) throws SQLException {
        String sql = sql(limit);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            for (Object value : bound) {
                statement.setObject(next++, value);
            }
            return JobTable.read(statement);
        }
    }

    /** What is looked for in what jobs say, which no index knows. */
    private void words() {
        // Narrows the search; whether value and case are just these is seen when it is read.
        query.labels()
                .forEach((label, value) ->
                        and("haystack LIKE ? ESCAPE '!'", pattern("\n" + label + "\n" + value)));
        if (query.text() != null && !query.text().isEmpty()) {
            text(query.text());
        }
        if (query.error() != null && !query.error().isEmpty()) {
            String pattern = pattern(query.error());
            and(ERROR, pattern, pattern);
        }
    }

    /**
     * Along an index in any case, so that nothing is sorted but pages: the states each along their
     * own part of it, a batch along its jobs, the children of a job, which are few, along those in
     * any state, all else along the order of acceptance.
     */
    private String sql(int limit) {
        if (query.parent() != null) {
            bound.addAll(values);
            return JobTable.select(
                    where + inStates() + " ORDER BY parent DESC, seq DESC LIMIT " + limit);
        }
        if (query.states().size() == ALL_STATES) {
            bound.addAll(values);
            return JobTable.select(where + order() + " LIMIT " + limit);
        }
        List<String> parts =
                query.states().stream().map(Codes::of).sorted().map(s -> part(s, limit)).toList();
        return parts.size() == 1
                ? parts.getFirst()
                : "SELECT * FROM (("
                        + String.join(") UNION ALL (", parts)
                        + ")) AS found ORDER BY seq DESC LIMIT "
                        + limit;
    }

    private String inStates() {
        return query.states().size() == ALL_STATES
                ? ""
                : query.states().stream()
                        .map(Codes::of)
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ", " AND state IN (", ")"));
    }

    private String part(int state, int limit) {
        bound.addAll(values);
        return JobTable.select(inState(state) + orderInState() + " LIMIT " + limit);
    }

    private String order() {
        return " ORDER BY " + (query.batch() == null ? "" : "batch DESC, ") + "seq DESC";
    }

    /** The state is no parameter: for one that may be any PostgreSQL plans as for a common one. */
    private String inState(int state) {
        return (query.batch() == null ? "state = " : "member_state = ") + state + " AND " + where;
    }

    private String orderInState() {
        return " ORDER BY "
                + (query.batch() == null ? "state" : "batch DESC, member_state")
                + " DESC, seq DESC";
    }

    /** The end: the last place looked at where that is not the oldest. */
    private JobPage page(List<JobTable.Row> rows, @Nullable Long end) {
        boolean more = rows.size() > query.limit();
        List<JobTable.Row> shown = more ? rows.subList(0, query.limit()) : rows;
        Long last = more ? Long.valueOf(shown.getLast().seq()) : end;
        return new JobPage(
                shown.stream().map(JobTable.Row::job).filter(query::includes).toList(),
                last == null ? null : new JobCursor(Long.toString(last)));
    }

    private void and(String condition, @Nullable Object... more) {
        where.append(" AND ").append(condition);
        for (Object value : more) {
            if (value != null) {
                values.add(value);
            }
        }
    }

    private void text(String text) {
        String pattern = pattern(text);
        and("(haystack LIKE ? ESCAPE '!' OR " + ERROR + ")", pattern, pattern, pattern);
    }

    private static String pattern(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        String escaped = wanted.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        return "%" + Columns.clean(escaped) + "%";
    }

    private static long place(JobCursor cursor) {
        try {
            return Long.parseUnsignedLong(cursor.value());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "cursor \"" + cursor.value() + "\" was not made by this store; start anew", e);
        }
    }
}
