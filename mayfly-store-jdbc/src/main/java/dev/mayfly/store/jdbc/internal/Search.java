package dev.mayfly.store.jdbc.internal;

import dev.mayfly.jobs.model.JobState;
import dev.mayfly.jobs.store.JobCursor;
import dev.mayfly.jobs.store.JobPage;
import dev.mayfly.jobs.store.JobQuery;
import dev.mayfly.store.jdbc.internal.sql.Codes;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Looks for jobs, page by page. A cursor is the place of the last job in the order of acceptance,
 * which never changes, so pages are stable.
 */
final class Search {

    private static final int ALL_STATES = JobState.values().length;

    private final StringBuilder where = new StringBuilder("1 = 1");
    private final List<Object> values = new ArrayList<>();

    private static final String ERROR =
            "(LOWER(error_type) LIKE ? ESCAPE '!' OR LOWER(error_message) LIKE ? ESCAPE '!')";

    /** The values in the order of the statement. */
    private final List<Object> bound = new ArrayList<>();

    private final JobQuery query;

    private Search(JobQuery query) {
        this.query = query;
    }

    static JobPage page(Connection connection, JobQuery query) throws SQLException {
        return new Search(query).page(connection);
    }

    private JobPage page(Connection connection) throws SQLException {
        JobCursor after = query.after();
        if (after != null) {
            and("seq < ?", place(after));
        }
        if (query.queue() != null) {
            and("queue = ?", query.queue());
        }
        if (query.name() != null) {
            and("name = ?", query.name());
        }
        if (query.batch() != null) {
            and("batch = ?", query.batch());
        }
        if (query.parent() != null) {
            and("parent = ?", query.parent().value());
        }
        if (query.from() != null) {
            and("submitted_at >= ?", query.from().atOffset(ZoneOffset.UTC));
        }
        if (query.until() != null) {
            and("submitted_at < ?", query.until().atOffset(ZoneOffset.UTC));
        }
        words();
        String sql = sql();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            for (Object value : bound) {
                statement.setObject(next++, value);
            }
            return page(JobTable.read(statement));
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
    private String sql() {
        int limit = query.limit() + 1; // one more: is there another page?
        if (query.parent() != null) {
            bound.addAll(values);
            return JobTable.select(
                    where + inStates() + " ORDER BY parent DESC, seq DESC LIMIT " + limit);
        }
        if (query.states().size() == ALL_STATES) {
            bound.addAll(values);
            String order = query.batch() == null ? "seq DESC" : "batch DESC, seq DESC";
            return JobTable.select(where + " ORDER BY " + order + " LIMIT " + limit);
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

    /** The state is no parameter: for one that may be any PostgreSQL plans as for a common one. */
    private String part(int state, int limit) {
        bound.addAll(values);
        boolean ofABatch = query.batch() != null;
        return JobTable.select(
                (ofABatch ? "member_state = " : "state = ")
                        + state
                        + " AND "
                        + where
                        + " ORDER BY "
                        + (ofABatch ? "batch DESC, member_state" : "state")
                        + " DESC, seq DESC LIMIT "
                        + limit);
    }

    private JobPage page(List<JobTable.Row> rows) {
        boolean more = rows.size() > query.limit();
        List<JobTable.Row> shown = more ? rows.subList(0, query.limit()) : rows;
        JobCursor next = more ? new JobCursor(Long.toString(shown.getLast().seq())) : null;
        return new JobPage(
                shown.stream().map(JobTable.Row::job).filter(query::includes).toList(), next);
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
