package dev.mayfly.test.search;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/**
 * A database that explains each query on jobs before it runs it: the very statement, with its
 * values, in its transaction. Used by one thread.
 */
final class PlanWatch {

    private final List<String> plans = new ArrayList<>();
    private final AtomicBoolean watching = new AtomicBoolean();

    /** What a test does to have queries made. */
    interface Action {
        void run();
    }

    /** The plans of all queries on jobs that an action leads to. */
    List<String> of(Action action) {
        plans.clear();
        watching.set(true);
        try {
            action.run();
        } finally {
            watching.set(false);
        }
        return List.copyOf(plans);
    }

    DataSource over(DataSource source) {
        return proxy(
                DataSource.class,
                source,
                (method, args, result) ->
                        result instanceof Connection connection ? over(connection) : result);
    }

    private Connection over(Connection connection) {
        return proxy(
                Connection.class,
                connection,
                (method, args, result) ->
                        watching.get()
                                        && result instanceof PreparedStatement statement
                                        && isQuery(String.valueOf(args[0]))
                                ? over(connection, String.valueOf(args[0]), statement)
                                : result);
    }

    private static boolean isQuery(String sql) {
        return sql.startsWith("SELECT") && sql.contains("FROM mayfly_job ");
    }

    private PreparedStatement over(Connection connection, String sql, PreparedStatement statement) {
        var calls = new ArrayList<Object[]>();
        return (PreparedStatement)
                Proxy.newProxyInstance(
                        PreparedStatement.class.getClassLoader(),
                        new Class<?>[] {PreparedStatement.class},
                        (_, method, args) -> {
                            if (method.getName().startsWith("set") && args != null) {
                                calls.add(new Object[] {method, args});
                            } else if (method.getName().equals("executeQuery")) {
                                plans.add(explain(connection, sql, calls));
                            }
                            return invoke(method, statement, args);
                        });
    }

    private static String explain(Connection connection, String sql, List<Object[]> calls)
            throws Throwable {
        var plan = new StringBuilder(sql).append('\n');
        try (PreparedStatement explain = connection.prepareStatement("EXPLAIN " + sql)) {
            for (Object[] call : calls) {
                invoke((Method) call[0], explain, (Object[]) call[1]);
            }
            try (ResultSet lines = explain.executeQuery()) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }

    private interface After {
        Object called(Method method, Object[] args, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, args) ->
                                after.called(
                                        method,
                                        args == null ? new Object[0] : args,
                                        invoke(method, target, args))));
    }

    private static Object invoke(Method method, Object target, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The statement is not part of what is judged. */
    static String withoutStatement(String plan) {
        return Arrays.stream(plan.split("\n")).skip(1).reduce("", (a, b) -> a + b + "\n");
    }
}
