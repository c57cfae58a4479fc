package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.platform.Platform;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.util.concurrent.Executor;

/**
 * Virtual threads on an executor of one's own. The only class that touches the JDK's internals;
 * where they are closed, {@link #canOwnCarriers()} says so and nothing else here may be used but
 * {@link #carrier()}, {@link #carrierName()} and {@link #yieldProcessor()}.
 *
 * <p>The JDK has a builder of virtual threads that takes an {@link Executor}, package-private in
 * {@code java.lang}; it opens with {@value #OPTION}. Each time such a thread becomes ready,
 * whatever the reason, the JDK hands its continuation to the executor, which is to run it on a
 * platform thread.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class VirtualThreads {

    /** The JVM option that opens what is needed. */
    public static final String OPTION = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private static final int NO_INHERIT_THREAD_LOCALS = 1 << 2;

    private static final @Nullable MethodHandle NEW;
    private static final @Nullable MethodHandle CARRIER;
    private static final @Nullable MethodHandle YIELD;
    private static final @Nullable MethodHandle EXECUTOR;
    private static final @Nullable Executor HOST;
    private static final String WHY_NOT;

    static {
        MethodHandle newThread = null;
        MethodHandle carrier = null;
        MethodHandle yield = null;
        MethodHandle executor = null;
        Executor host = null;
        String whyNot = "";
        try {
            Class<?> builders = Class.forName("java.lang.ThreadBuilders");
            newThread =
                    opened(builders)
                            .findStatic(
                                    builders,
                                    "newVirtualThread",
                                    MethodType.methodType(
                                            Thread.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class));
            carrier =
                    opened(Thread.class)
                            .findStatic(
                                    Thread.class,
                                    "currentCarrierThread",
                                    MethodType.methodType(Thread.class));
            yield =
                    opened(Thread.class)
                            .findStatic(Thread.class, "yield0", MethodType.methodType(void.class));
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            host =
                    (Executor)
                            opened(virtual)
                                    .findStatic(
                                            virtual,
                                            "defaultScheduler",
                                            MethodType.methodType(Executor.class))
                                    .invoke();
            executor =
                    opened(virtual)
                            .findGetter(virtual, "scheduler", Executor.class)
                            .asType(MethodType.methodType(Executor.class, Thread.class));
            tryOut(newThread);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            whyNot = "the JVM was started without " + OPTION;
        } catch (Throwable t) { // another JDK than those this was written for
            whyNot = "this JDK has other internals: " + t;
        }
        boolean usable = whyNot.isEmpty();
        NEW = usable ? newThread : null;
        CARRIER = usable ? carrier : null;
        YIELD = usable ? yield : null;
        EXECUTOR = usable ? executor : null;
        HOST = usable ? host : null;
        WHY_NOT = whyNot;
    }

    /** Guarded by the class. */
    private static boolean warm;

    private VirtualThreads() {}

    static MethodHandles.Lookup opened(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    /** Proves that the executor is asked, with a thread that never runs. */
    private static void tryOut(MethodHandle newThread) throws Throwable {
        Executor refusing = command -> {};
        Thread thread = (Thread) newThread.invokeExact(refusing, "", 0, (Runnable) () -> {});
        if (!thread.isVirtual()) {
            throw new UnsupportedOperationException("this JVM has no continuations");
        }
    }

    /**
     * Whether virtual threads can be put on carriers of one's own.
     *
     * @return false where the JVM was started without the option
     */
    public static boolean canOwnCarriers() {
        return NEW != null;
    }

    /**
     * Why carriers cannot be owned.
     *
     * @return a clause for people; empty where they can
     */
    public static String whyNot() {
        return WHY_NOT;
    }

    /**
     * Makes a virtual thread that runs wherever its executor runs its continuation. It inherits no
     * thread-locals.
     *
     * @param executor is handed the thread's continuation each time it is ready, and the
     *     continuations of those virtual threads that this one starts: they inherit the executor
     * @param name its name
     * @param body what it runs
     * @return a thread that is not started
     * @throws IllegalStateException where carriers cannot be owned
     */
    public static Thread unstarted(Executor executor, String name, Runnable body) {
        MethodHandle make = NEW;
        if (make == null) {
            throw new IllegalStateException("carriers cannot be owned: " + WHY_NOT);
        }
        try {
            return (Thread) make.invokeExact(executor, name, NO_INHERIT_THREAD_LOCALS, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("a constructor without checked exceptions threw one", t);
        }
    }

    /**
     * Makes the calling virtual thread as good as new, so that it can run another task: without
     * thread-locals and not interrupted.
     *
     * @return false if it is not, or cannot be made so: then it must end
     */
    public static boolean renew() {
        return NEW != null && ThreadRemains.clear(Thread.currentThread());
    }

    /**
     * The platform thread that carries the caller, or is the caller.
     *
     * @return on a virtual thread, the caller itself where carriers cannot be owned
     */
    static Thread carrier() {
        MethodHandle carrier = CARRIER;
        if (carrier == null) {
            return Thread.currentThread();
        }
        try {
            return (Thread) carrier.invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("a method without checked exceptions threw one", t);
        }
    }

    /**
     * The name of the platform thread that carries the caller, or is the caller: for people, not
     * for decisions.
     *
     * @return null on a virtual thread where carriers cannot be owned, since nobody can tell
     */
    public static @Nullable String carrierName() {
        Thread carrier = carrier();
        return carrier.isVirtual() ? null : carrier.getName();
    }

    /**
     * The executor that the calling virtual thread was made with, or has inherited.
     *
     * @return null on a platform thread, and where carriers cannot be owned
     */
    public static @Nullable Executor executor() {
        MethodHandle executor = EXECUTOR;
        Thread thread = Thread.currentThread();
        if (executor == null || !thread.isVirtual()) {
            return null;
        }
        try {
            return (Executor) executor.invokeExact(thread);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError("a field threw", t);
        }
    }

    /**
     * Lets the operating system run another thread on this processor. A virtual thread keeps its
     * carrier meanwhile; where carriers cannot be owned, it returns at once.
     */
    @SuppressWarnings("ThreadPriorityCheck") // whoever spins must let the holder run
    static void yieldProcessor() {
        MethodHandle yield = YIELD;
        if (!Thread.currentThread().isVirtual()) {
            Thread.yield();
        } else if (yield == null) {
            Thread.onSpinWait();
        } else {
            try {
                yield.invokeExact();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable t) {
                throw new AssertionError("a method without checked exceptions threw one", t);
            }
        }
    }

    /**
     * The JDK's own scheduler, which outlives all others: for virtual threads that tasks start, and
     * for tasks whose scheduler is gone.
     *
     * @return it never refuses
     * @throws IllegalStateException where carriers cannot be owned
     */
    public static Executor host() {
        Executor host = HOST;
        if (host == null) {
            throw new IllegalStateException("carriers cannot be owned: " + WHY_NOT);
        }
        return host;
    }

    /**
     * Starts the JDK's threads for sockets, if they have not been. They are virtual and started at
     * the first use of a socket; on a thread of ours they would inherit its executor, and hang the
     * sockets of the whole process once that is closed.
     *
     * @param platform gives the thread
     */
    public static synchronized void warmPollers(Platform platform) {
        if (warm) {
            return;
        }
        Thread warmer = platform.thread("mayfly-warm-up", VirtualThreads::loadPollers);
        platform.start(warmer);
        boolean interrupted = false;
        while (warmer.isAlive()) {
            try {
                warmer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        warm = true;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void loadPollers() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException | LinkageError e) {
            // A JDK without this class may start such threads later: a task then passes them on.
        }
    }
}
