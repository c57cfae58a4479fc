package dev.mayfly.crash.node;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;

import javax.sql.DataSource;

/**
 * Connections to H2 that do not hand on the order to force the disk. Safe for use by any thread.
 */
final class Unforced {

    private static final String ORDER = "CHECKPOINT SYNC";

    private Unforced() {}

    static DataSource around(DataSource real) {
        return around(DataSource.class, real);
    }

    private static <T> T around(Class<T> type, T real) {
        Object proxy =
                Proxy.newProxyInstance(
                        Unforced.class.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, args) -> {
                            if (args != null && args.length == 1 && ORDER.equals(args[0])) {
                                return false; // there are no rows
                            }
                            if (method.getName().equals("isWrapperFor")) {
                                return false; // so that there is no way around this
                            }
                            try {
                                return wrapped(method.getName(), method.invoke(real, args));
                            } catch (InvocationTargetException e) {
                                throw e.getTargetException();
                            }
                        });
        return type.cast(proxy);
    }

    private static @Nullable Object wrapped(String method, @Nullable Object result) {
        if (method.equals("getConnection") && result instanceof Connection connection) {
            return around(Connection.class, connection);
        }
        if (method.equals("createStatement") && result instanceof Statement statement) {
            return around(Statement.class, statement);
        }
        return result;
    }
}
