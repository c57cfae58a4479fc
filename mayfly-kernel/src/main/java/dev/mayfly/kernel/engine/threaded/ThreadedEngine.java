package dev.mayfly.kernel.engine.threaded;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.EngineCapabilities;
import dev.mayfly.kernel.engine.EngineSnapshot;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.platform.SystemPlatform;
import dev.mayfly.kernel.schedule.ReadyQueue;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks on a fixed number of platform threads: for long computations, and for native code that
 * holds its thread.
 *
 * <p>A task keeps its thread from beginning to end, also while it is blocked in a system call; so a
 * queue on this engine never runs more tasks than there are threads. Tasks that wait for one
 * another here need a thread each: a parent that joins its child while all threads belong to such
 * parents waits for ever, unless it joins with a time-out. Threads are made when first needed and
 * kept until the engine is closed; an idle one costs no CPU.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class ThreadedEngine implements Engine {

    private static final EngineCapabilities CAPABILITIES =
            new EngineCapabilities(false, false, false);

    private final String name;
    private final int threads;

    /** The machine's until attached; written before the first task. */
    private Platform platform = new SystemPlatform();

    /** Given to every thread, as the application's: that of whoever made the engine. */
    private final @Nullable ClassLoader classLoader =
            Thread.currentThread().getContextClassLoader();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    /** Guarded by {@link #lock}. */
    private final ReadyQueue<ThreadedExecution> ready = new ReadyQueue<>();

    /** Guarded by {@link #lock}. */
    private int started;

    /** Guarded by {@link #lock}. */
    private int idle;

    /** Guarded by {@link #lock}. */
    private boolean closed;

    /**
     * Creates the engine.
     *
     * @param name the name that queues choose it by
     * @param threads the most threads, for instance 4
     * @throws IllegalArgumentException if there is not at least one
     */
    public ThreadedEngine(String name, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "engine " + name + " has " + threads + " threads; it needs at least 1");
        }
        this.name = name;
        this.threads = threads;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EngineCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void attach(Platform given) {
        platform = given;
    }

    @Override
    public Execution prepare(TaskBody body) {
        return new ThreadedExecution(this, body);
    }

    @Override
    public EngineSnapshot snapshot() {
        lock.lock();
        try {
            return new EngineSnapshot(
                    name,
                    "platform threads",
                    CAPABILITIES,
                    threads,
                    started - idle,
                    ready.size(),
                    Map.of("threads", (long) started));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void enqueue(ThreadedExecution execution) {
        lock.lock();
        try {
            boolean added = ready.add(execution, execution.body().priority());
            assert added : execution.body().id() + " stood in the ready queue already";
            // A signalled thread counts as idle until it has the lock, hence the comparison of
            // sizes.
            if (ready.size() > idle && started < threads) {
                startThread();
            } else {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void startThread() {
        Thread thread = platform.thread("mayfly-" + name + "-" + (started + 1), this::work);
        // Whoever submits first makes the thread: what it would inherit from there is a stranger's.
        thread.setContextClassLoader(classLoader);
        started++;
        platform.start(thread);
    }

    private void work() {
        for (var next = take(); next != null; next = take()) {
            next.runOn(Thread.currentThread());
        }
    }

    private @Nullable ThreadedExecution take() {
        lock.lock();
        try {
            while (!closed) {
                ThreadedExecution next = ready.poll();
                if (next != null) {
                    return next;
                }
                idle++;
                work.awaitUninterruptibly();
                idle--;
            }
            started--;
            return null;
        } finally {
            lock.unlock();
        }
    }
}
