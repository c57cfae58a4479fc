package dev.mayfly.kernel.carrier;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;

/**
 * What a piece of work may leave behind in the thread it ran on, and how to take it away before the
 * next. These are fields of the JDK's: where one of them is missing, threads are not used again.
 */
final class ThreadRemains {

    private static final MethodType GET = MethodType.methodType(Object.class, Thread.class);
    private static final MethodType SET =
            MethodType.methodType(void.class, Thread.class, Object.class);

    private static final @Nullable MethodHandle LOCALS = getter("threadLocals");
    private static final @Nullable MethodHandle SET_LOCALS = setter("threadLocals");
    private static final @Nullable MethodHandle INHERITED = getter("inheritableThreadLocals");
    private static final @Nullable MethodHandle SET_INHERITED = setter("inheritableThreadLocals");
    private static final @Nullable MethodHandle SCOPES = getter("headStackableScopes");
    private static final @Nullable MethodHandle HANDLER = getter("uncaughtExceptionHandler");

    private ThreadRemains() {}

    /**
     * Clears the calling thread of thread-locals and of an interrupt.
     *
     * @return false if something is left, such as a scope that was not closed or a handler for
     *     uncaught exceptions: more than it is worth to undo
     */
    static boolean clear(Thread current) {
        if (isSet(SCOPES, current) || isSet(HANDLER, current)) {
            return false;
        }
        if (isSet(LOCALS, current) && !unset(SET_LOCALS, current)) {
            return false;
        }
        if (isSet(INHERITED, current) && !unset(SET_INHERITED, current)) {
            return false;
        }
        Thread.interrupted();
        return true;
    }

    /** Also true where that cannot be known. */
    private static boolean isSet(@Nullable MethodHandle getter, Thread thread) {
        if (getter == null) {
            return true;
        }
        try {
            return (Object) getter.invokeExact(thread) != null;
        } catch (Throwable t) {
            throw new AssertionError("a field threw", t);
        }
    }

    private static boolean unset(@Nullable MethodHandle setter, Thread thread) {
        if (setter == null) {
            return false;
        }
        try {
            setter.invokeExact(thread, (Object) null);
            return true;
        } catch (Throwable t) {
            throw new AssertionError("a field threw", t);
        }
    }

    private static @Nullable MethodHandle getter(String name) {
        try {
            Field field = Thread.class.getDeclaredField(name);
            return VirtualThreads.opened(Thread.class).unreflectGetter(field).asType(GET);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static @Nullable MethodHandle setter(String name) {
        try {
            Field field = Thread.class.getDeclaredField(name);
            return VirtualThreads.opened(Thread.class).unreflectSetter(field).asType(SET);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
