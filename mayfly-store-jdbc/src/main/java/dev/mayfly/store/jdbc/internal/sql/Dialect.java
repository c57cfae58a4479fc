package dev.mayfly.store.jdbc.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

/** What differs between the databases. */
public enum Dialect {
    /** H2, which answers a commit before the disk has it, and has slow row locks. */
    H2 {
        @Override
        public String schema() {
            return "schema-h2.sql";
        }

        @Override
        public void begin(Connection connection) {
            // Whoever has locks is in this process, and would be frozen with all others.
        }

        @Override
        public void limitAnswers(Connection connection, Duration limit) {
            // It is in this process, or a file of it is.
        }

        @Override
        public void goInOrder(Connection connection) {
            // It goes by the index that has the order whenever there is one.
        }

        @Override
        public String locking() {
            return ""; // claims are compare-and-sets by version; see docs
        }

        @Override
        public String waiting() {
            return "";
        }

        @Override
        public String among() {
            return "= ANY(?)";
        }

        @Override
        public String nextIncarnation() {
            return "SELECT NEXT VALUE FOR mayfly_incarnation";
        }

        @Override
        public String now() {
            return "CURRENT_TIMESTAMP(6)";
        }

        @Override
        public String later() {
            return "DATEADD('MILLISECOND', ?, CURRENT_TIMESTAMP(6))";
        }

        @Override
        public String count() {
            return "MERGE INTO mayfly_counter c USING (VALUES (CAST(? AS VARCHAR), CAST(? AS"
                    + " SMALLINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT))) v"
                    + " (queue, state, slot, present, entered) ON c.queue = v.queue AND c.state"
                    + " = v.state AND c.slot = v.slot WHEN MATCHED THEN UPDATE SET present ="
                    + " c.present + v.present, entered = c.entered + v.entered WHEN NOT MATCHED"
                    + " THEN INSERT (queue, state, slot, present, entered) VALUES (v.queue,"
                    + " v.state, v.slot, v.present, v.entered)";
        }

        @Override
        public String unlessThere(String column) {
            return ""; // a statement that fails leaves the transaction as it was
        }

        @Override
        public boolean isThere(SQLException refusal) {
            return "23505".equals(refusal.getSQLState());
        }

        @Override
        public void harden(Connection connection) throws SQLException {
            H2Disk.force(connection);
        }
    },

    /** PostgreSQL, from version 13 on. */
    POSTGRESQL {
        @Override
        public String schema() {
            return "schema-postgresql.sql";
        }

        @Override
        public void begin(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(SETTINGS)) {
                statement.execute();
            }
        }

        @Override
        public void limitAnswers(Connection connection, Duration limit) throws SQLException {
            try {
                connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
            } catch (SQLFeatureNotSupportedException e) {
                // Then whoever has wrapped the driver has to see to it.
            }
        }

        @Override
        public void goInOrder(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(IN_ORDER)) {
                statement.execute();
            }
        }

        @Override
        public String locking() {
            return " FOR UPDATE SKIP LOCKED";
        }

        @Override
        public String waiting() {
            return " FOR UPDATE";
        }

        @Override
        public String among() {
            return "= ANY(ARRAY(SELECT unnest(?)))";
        }

        @Override
        public String nextIncarnation() {
            return "SELECT nextval('mayfly_incarnation')";
        }

        @Override
        public String now() {
            return "clock_timestamp()";
        }

        @Override
        public String later() {
            return "clock_timestamp() + ? * INTERVAL '1 millisecond'";
        }

        @Override
        public String count() {
            return "INSERT INTO mayfly_counter AS c (queue, state, slot, present, entered)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (queue, state, slot) DO UPDATE"
                    + " SET present = c.present + excluded.present,"
                    + " entered = c.entered + excluded.entered";
        }

        @Override
        public String unlessThere(String column) {
            return " ON CONFLICT (" + column + ") DO NOTHING";
        }

        @Override
        public boolean isThere(SQLException refusal) {
            return false; // a violation would have ended the transaction
        }

        @Override
        public void harden(Connection connection) {
            // A commit that has returned is on the disk, unless synchronous_commit was set to off.
        }
    };

    /**
     * The script that makes the tables.
     *
     * @return its name among the resources in {@code dev/mayfly/store/jdbc}
     */
    public abstract String schema();

    /**
     * How long a transaction may wait for its process, 3 s: one that is frozen keeps its row locks,
     * and all others would wait for it.
     */
    private static final int LONGEST_IDLE_MS = 3_000;

    /**
     * What holds for a transaction and is undone at its end, in one statement that is prepared.
     *
     * <p>By index only: PostgreSQL plans a statement once, perhaps while the table is empty and
     * reading all of it looks cheap, and keeps that plan when it is large. It shuns other plans by
     * estimating absurd costs for them, and where it has no choice, as with a table that has no
     * fitting index, that cost alone makes it compile the statement, which takes seconds of a
     * processor each time: so nothing is compiled.
     */
    private static final String SETTINGS =
            "SELECT set_config('idle_in_transaction_session_timeout', '"
                    + LONGEST_IDLE_MS
                    + "', true), set_config('enable_seqscan', 'off', true),"
                    + " set_config('enable_hashjoin', 'off', true),"
                    + " set_config('enable_mergejoin', 'off', true),"
                    + " set_config('jit', 'off', true)";

    /**
     * Where few jobs are expected PostgreSQL would rather read the whole table and sort what it
     * finds, which it expects wrongly of texts, and which no page ends early.
     */
    private static final String IN_ORDER =
            "SELECT set_config('enable_seqscan', 'off', true),"
                    + " set_config('enable_bitmapscan', 'off', true),"
                    + " set_config('enable_sort', 'off', true), set_config('jit', 'off', true)";

    /** Begins a transaction of the store's own. */
    public abstract void begin(Connection connection) throws SQLException;

    /**
     * Has each statement of a connection fail, and the connection break, that is not answered in
     * time. A pool takes that back when the connection is given back.
     *
     * @param connection to a database
     * @param limit how long an answer may take
     */
    public abstract void limitAnswers(Connection connection, Duration limit) throws SQLException;

    /** Has the transaction find rows in the order that is asked for, and not sort them. */
    public abstract void goInOrder(Connection connection) throws SQLException;

    /** Ends a select whose rows nobody else is to take. */
    public abstract String locking();

    /** Ends a select of rows that nobody is to change; waits for whoever is about to. */
    public abstract String waiting();

    /**
     * Compares a column with an array, in a statement that is asked all the time. PostgreSQL sees
     * how many there are in a plain array and plans for that number anew each time, which takes
     * several times as long as the answer; behind a query it does not see it, and plans once.
     */
    public abstract String among();

    /** {@return a query for the next number of an incarnation} */
    public abstract String nextIncarnation();

    /** The present time, also within a transaction that takes long. */
    public abstract String now();

    /** A time as many milliseconds later as the parameter says. */
    public abstract String later();

    /** Adds to a counter: queue, state, slot, present, entered. */
    public abstract String count();

    /** Ends an insert that is to do nothing where there is a row of that key already. */
    public abstract String unlessThere(String column);

    /** Whether an insert was refused, and only that, since there is a row of that key already. */
    public abstract boolean isThere(SQLException refusal);

    /** After a commit, before anything is acknowledged: has the disk take it. */
    public abstract void harden(Connection connection) throws SQLException;

    /**
     * Finds out.
     *
     * @param connection any
     * @return the dialect
     * @throws SQLException if the database does not answer
     * @throws IllegalArgumentException if it is another one, or too old
     */
    public static Dialect of(Connection connection) throws SQLException {
        var about = connection.getMetaData();
        String product = about.getDatabaseProductName();
        int version = about.getDatabaseMajorVersion();
        if (product.equals("H2") && version >= 2) {
            return H2;
        }
        if (product.equals("PostgreSQL") && version >= 13) {
            return POSTGRESQL;
        }
        throw new IllegalArgumentException(
                "the database is "
                        + product
                        + " "
                        + about.getDatabaseProductVersion()
                        + "; jobs can be kept in PostgreSQL from version 13 on and in H2 from"
                        + " version 2 on, or set mayfly.store.type to file or memory");
    }
}
