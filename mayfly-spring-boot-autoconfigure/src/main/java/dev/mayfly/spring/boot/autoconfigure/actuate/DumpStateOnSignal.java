package dev.mayfly.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Set;

/**
 * Writes the state to two files whenever the process is sent a signal: {@value #JSON} for programs
 * and the console, {@value #TEXT} for people. Each dump replaces the one before it, and is never
 * half. Works also where no port answers any more.
 *
 * <p>Signals are not part of Java: they are caught by the module {@code jdk.unsupported}, which the
 * JDKs on Linux and macOS have. USR1 is free; USR2 is not, since HotSpot stops threads by it.
 *
 * <p>Thread rule: the JVM starts a thread for each signal; dumps are written one after the other.
 */
public final class DumpStateOnSignal implements AutoCloseable {

    /** The file for programs. */
    public static final String JSON = "mayfly-state.json";

    /** The file for people. */
    public static final String TEXT = "mayfly-state.txt";

    private static final Logger log = LoggerFactory.getLogger("dev.mayfly");

    /**
     * What HotSpot would let one take, and misses then: it ends at the first three, and on Linux
     * stops threads by the last, for flight recordings among others.
     */
    private static final Set<String> OF_THE_JVM = Set.of("HUP", "INT", "TERM", "USR2");

    private final StateDumps dumps;
    private final Path folder;
    private final Object signal;
    private final Object before;

    /**
     * Catches a signal from now on.
     *
     * @param dumps takes the dumps
     * @param name which signal, for instance {@code USR1}
     * @param folder where the files go; made if it is not there
     * @throws IllegalArgumentException if there is no such signal here, or the JVM or the system
     *     keeps it; the message says so
     */
    public DumpStateOnSignal(StateDumps dumps, String name, Path folder) {
        if (OF_THE_JVM.contains(name)) {
            throw new IllegalArgumentException(
                    "signal \"" + name + "\" cannot be caught: the JVM needs it for itself");
        }
        this.dumps = dumps;
        this.folder = folder.toAbsolutePath();
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal = type.getConstructor(String.class).newInstance(name);
            before =
                    type.getMethod("handle", type, handler)
                            .invoke(
                                    null,
                                    signal,
                                    Proxy.newProxyInstance(
                                            handler.getClassLoader(),
                                            new Class<?>[] {handler},
                                            this::called));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "signal \"" + name + "\" cannot be caught: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "signal \"" + name + "\" cannot be caught: this JVM has no jdk.unsupported", e);
        }
    }

    private @Nullable Object called(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "handle" -> {
                write();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "Mayfly's dump of its state";
        };
    }

    /** Writes the state now, as the signal does; what goes wrong is logged. */
    public synchronized void write() {
        try {
            StateDump dump = dumps.take();
            DumpFile.write(folder.resolve(JSON), DumpFile.json(dump));
            DumpFile.write(folder.resolve(TEXT), DumpText.of(dump));
            log.info("Mayfly's state was written to {} and {}", folder.resolve(JSON), TEXT);
        } catch (IOException | JacksonException e) {
            log.warn(
                    "Mayfly's state could not be written to {}: {}. Start it in a"
                            + " folder that it can write to",
                    folder,
                    e.toString());
        } catch (RuntimeException e) { // such as a store that does not answer
            log.warn("Mayfly's state could not be taken", e);
        }
    }

    /** Gives the signal back to whoever caught it before. */
    @Override
    public void close() {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getClass()
                    .getMethod("handle", signal.getClass(), handler)
                    .invoke(null, signal, before);
        } catch (ReflectiveOperationException e) {
            log.debug("signal {} could not be given back", signal, e);
        }
    }
}
