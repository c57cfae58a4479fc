package dev.mayfly.kernel.lint;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The monitors that a thread holds, and where it entered them. Of a virtual thread the JDK tells
 * that in its thread dumps only, which are of all threads at once; what those ask of each thread is
 * {@code jdk.internal.vm.ThreadSnapshot}, which opens with {@value #OPTION}. Beside {@code
 * VirtualThreads} the only class that touches the JDK's internals; where they are closed, {@link
 * #canSee()} says so.
 *
 * <p>Thread rule: safe for use by any thread.
 *
 * @param monitors at least one, the latest entered first
 * @param stack what the thread does, innermost first
 */
record HeldMonitors(List<Monitor> monitors, List<StackTraceElement> stack) {

    static final String OPTION = "--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED";

    /** One of them: the class of its object, and the frame that entered it. */
    record Monitor(String type, StackTraceElement where) {}

    /** What is asked of a snapshot, as if it were an {@link Object}. */
    private record Access(
            MethodHandle of, MethodHandle owns, MethodHandle ownedAt, MethodHandle stack) {

        static @Nullable Access open() {
            try {
                Class<?> type = Class.forName("jdk.internal.vm.ThreadSnapshot");
                var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
                MethodHandle of =
                        lookup.findStatic(type, "of", MethodType.methodType(type, Thread.class))
                                .asType(MethodType.methodType(Object.class, Thread.class));
                of.invoke(Thread.currentThread()); // not every virtual machine can
                return new Access(
                        of,
                        method(lookup, type, "ownsMonitors", boolean.class),
                        method(lookup, type, "ownedMonitorsAt", Stream.class, int.class),
                        method(lookup, type, "stackTrace", StackTraceElement[].class));
            } catch (Throwable t) { // closed, or another JDK than those this was written for
                return null;
            }
        }

        private static MethodHandle method(
                MethodHandles.Lookup lookup,
                Class<?> type,
                String name,
                Class<?> result,
                Class<?>... parameters)
                throws ReflectiveOperationException {
            MethodHandle found =
                    lookup.findVirtual(type, name, MethodType.methodType(result, parameters));
            return found.asType(found.type().changeParameterType(0, Object.class));
        }
    }

    private static final @Nullable Access ACCESS = Access.open();

    /** Whether it can be seen what a thread holds. */
    static boolean canSee() {
        return ACCESS != null;
    }

    /**
     * Looks at a thread, which stands still for some microseconds if it runs.
     *
     * @return null if it holds none, has ended, or nobody can see it
     */
    static @Nullable HeldMonitors of(Thread thread) {
        Access access = ACCESS;
        if (access == null) {
            return null;
        }
        try {
            Object snapshot = access.of.invokeExact(thread);
            if (snapshot == null || !(boolean) access.owns.invokeExact(snapshot)) {
                return null;
            }
            var stack = List.of((StackTraceElement[]) access.stack.invokeExact(snapshot));
            List<Monitor> monitors = new ArrayList<>();
            for (int depth = 0; depth < stack.size(); depth++) {
                StackTraceElement where = stack.get(depth);
                Stream<?> owned = (Stream<?>) access.ownedAt.invokeExact(snapshot, depth);
                owned.forEach(monitor -> monitors.add(new Monitor(type(monitor), where)));
            }
            return monitors.isEmpty() ? null : new HeldMonitors(List.copyOf(monitors), stack);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("methods without checked exceptions threw one", t);
        }
    }

    /** Null is a monitor that the compiler has taken out. */
    private static String type(@Nullable Object monitor) {
        if (monitor == null) {
            return "an object that nobody else can see";
        }
        return monitor instanceof Class<?> type
                ? "class " + type.getName()
                : monitor.getClass().getName();
    }
}
