package dev.mayfly.kernel.engine;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What engines grant to the bodies they run, by type: bound around a body and gone with it.
 *
 * <p>Engines grant in {@link Engine#around}; bodies ask with {@link
 * dev.mayfly.kernel.task.TaskContext#facility}. Grants nest: an engine that runs its bodies on
 * another adds to what that one grants.
 *
 * <p>Thread rule: a grant holds for the thread of the body. Threads of a structured scope inherit
 * it, but a facility belongs to its task, whose calls refuse them.
 */
public final class Facilities {

    private static final ScopedValue<Map<Class<?>, Object>> GRANTED = ScopedValue.newInstance();

    private Facilities() {}

    /**
     * Runs a body that has a facility.
     *
     * @param type what it is asked for by
     * @param facility what it gets
     * @param body the body
     * @param <F> the type of the facility
     * @param <R> the type of the result
     * @return what the body returns
     * @throws Exception what the body throws
     */
    public static <F, R extends @Nullable Object> R grant(
            Class<F> type, F facility, Callable<R> body) throws Exception {
        Map<Class<?>, Object> all =
                GRANTED.isBound() ? new HashMap<>(GRANTED.get()) : new HashMap<>();
        all.put(type, facility);
        return ScopedValue.where(GRANTED, all).call(body::call);
    }

    /**
     * What the calling thread's body has been granted.
     *
     * @param type what it is asked for by
     * @param <F> the type of the facility
     * @return null if it has none of that type
     */
    public static <F> @Nullable F find(Class<F> type) {
        return GRANTED.isBound() ? type.cast(GRANTED.get().get(type)) : null;
    }
}
