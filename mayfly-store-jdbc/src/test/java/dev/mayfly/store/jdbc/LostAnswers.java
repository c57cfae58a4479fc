package dev.mayfly.store.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLRecoverableException;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/** A database whose commits take place while the answer gets lost, whenever it is told so. */
final class LostAnswers {

    private final AtomicBoolean losing = new AtomicBoolean();

    private volatile Runnable meanwhile = () -> {};

    /** The answer to the next commit gets lost. */
    void loseNext() {
        losing.set(true);
    }

    /** The same, and something else happens before anybody can look whether it took place. */
    void loseNext(Runnable action) {
        meanwhile = action;
        loseNext();
    }

    /** A database with this fault. */
    DataSource over(DataSource pool) {
        return proxy(
                DataSource.class,
                pool,
                (method, result) ->
                        method.equals("getConnection")
                                ? proxy(Connection.class, (Connection) result, this::lose)
                                : result);
    }

    private Object lose(String method, Object result) throws SQLRecoverableException {
        if (method.equals("commit") && losing.getAndSet(false)) {
            meanwhile.run();
            throw new SQLRecoverableException("the answer got lost");
        }
        return result;
    }

    private interface After {
        Object called(String method, Object result) throws Exception;
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, args) -> {
                            try {
                                Object result = method.invoke(target, args);
                                return after.called(method.getName(), result);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }));
    }
}
