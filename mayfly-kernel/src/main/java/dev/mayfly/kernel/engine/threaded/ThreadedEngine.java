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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks on a fixed number of platform threads: for long computations, and for native code that
 * holds its thread.
 *
 * <p>A task keeps its thread from beginning to end, also while it is blocked in a system call; so a
 * queue on this engine never runs more tasks than there are threads. Threads are made when first
 * needed and kept until the engine is closed; an idle one costs no CPU.
 *
 * <p><b>Joins.</b> A parent that joins its child, or the subtasks of a scope, would wait for ever
 * where all threads belong to such parents. So a task that waits for the end of others steps aside:
 * it keeps its thread but not its turn, and the engine runs another meanwhile, on a thread more
 * where it has to. When the join is over, the task stands in line by its priority for a turn again;
 * so there are never more tasks that compute than there are threads. At most {@value #MOST_ASIDE}
 * tasks step aside at once; those past it keep their turn. Waiting for a signal keeps the turn too:
 * who would send it is unknown.
 *
 * <p>Where the machine refuses a thread, its task waits for one of those there are; where there are
 * none, or all wait for others, it fails with the reason.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class ThreadedEngine implements Engine {

    /** The most tasks that wait for others without a turn, each on a thread of its own. */
    public static final int MOST_ASIDE = 256;

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

    /** Guarded by {@link #lock}: who waits for a turn, for the first time or again. */
    private final ReadyQueue<ThreadedExecution> ready = new ReadyQueue<>();

    /** Guarded by {@link #lock}: the last to become idle is the first to be used. */
    private final Deque<Worker> idle = new ArrayDeque<>();

    /** Guarded by {@link #lock}: threads that were made and have not ended. */
    private int workers;

    /** Guarded by {@link #lock}: turns given out, {@link #threads} at most. */
    private int running;

    /**
     * Guarded by {@link #lock}: tasks that have stepped aside, and hold a thread without a turn.
     */
    private int aside;

    /** Guarded by {@link #lock}. */
    private long made;

    /** Guarded by {@link #lock}. */
    private boolean closed;

    /**
     * Creates the engine.
     *
     * @param name the name that queues choose it by
     * @param threads how many tasks may run at once, for instance 4
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
                    running,
                    ready.size(),
                    Map.of("threads", (long) workers, "threads_joining", (long) aside));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<Worker> ended;
        lock.lock();
        try {
            closed = true;
            ended = List.copyOf(idle);
            idle.clear();
            workers -= ended.size();
            // Those that come back from a join unwind; those that have not begun never do.
            for (ThreadedExecution next = ready.poll(); next != null; next = ready.poll()) {
                if (next.isAside()) {
                    giveTurnBack(next);
                }
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(Worker::end);
    }

    /** Puts a task in line for a turn. */
    void enqueue(ThreadedExecution execution) {
        List<Worker> fresh;
        lock.lock();
        try {
            if (closed && execution.isAside()) {
                giveTurnBack(execution); // so that it unwinds: nobody gives turns any more
                return;
            }
            boolean added = ready.add(execution, execution.body().priority());
            assert added : execution.body().id() + " stood in the ready queue already";
            fresh = giveTurns(true);
        } finally {
            lock.unlock();
        }
        begin(fresh);
    }

    /**
     * Takes a task's turn until it is put in line again, which may already have happened.
     *
     * @return false if too many have stepped aside: the task keeps its turn
     */
    boolean stepAside(ThreadedExecution execution) {
        List<Worker> fresh;
        lock.lock();
        try {
            if (aside >= MOST_ASIDE || closed || !execution.leaveTurn()) {
                return false;
            }
            running--;
            aside++;
            fresh = giveTurns(true);
        } finally {
            lock.unlock();
        }
        begin(fresh);
        return true;
    }

    /**
     * Gives free turns to those in line; returns the threads that have to be made for it.
     *
     * @param mayMake false to give no more turns than there are idle threads
     */
    private List<Worker> giveTurns(boolean mayMake) {
        List<Worker> fresh = new ArrayList<>(0);
        while (running < threads && !closed && (mayMake || !idle.isEmpty())) {
            ThreadedExecution next = ready.poll();
            if (next == null) {
                break;
            }
            if (next.isAside()) {
                giveTurnBack(next);
                continue;
            }
            running++;
            Worker worker = idle.pollFirst();
            if (worker == null) {
                workers++;
                fresh.add(new Worker(next, ++made));
            } else {
                worker.give(next);
            }
        }
        return fresh;
    }

    private void giveTurnBack(ThreadedExecution execution) {
        running++;
        aside--;
        execution.comeBack();
    }

    /** Starts threads, with no lock held: a loop, since many may be refused one after the other. */
    private void begin(List<Worker> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        Deque<Worker> all = new ArrayDeque<>(fresh);
        for (Worker worker = all.poll(); worker != null; worker = all.poll()) {
            try {
                worker.start();
            } catch (Throwable refused) { // there is no memory for a thread
                all.addAll(refused(worker.first, refused));
            }
        }
    }

    /** Returns the threads to be made for those that are next in line. */
    private List<Worker> refused(ThreadedExecution execution, Throwable refused) {
        lock.lock();
        try {
            running--;
            workers--;
            // One that has begun, and waits without a thread, cannot fail any more. It is looked at
            // again when a turn becomes free.
            if (isAnyoneThere() || execution.hasBegun()) {
                boolean added = ready.add(execution, execution.body().priority());
                assert added : execution.body().id() + " stood in the ready queue already";
                return giveTurns(false);
            }
        } finally {
            lock.unlock();
        }
        execution.body().fail(refused);
        lock.lock();
        try {
            return giveTurns(true);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a thread is idle or computes; others wait, perhaps for one that has no thread. */
    private boolean isAnyoneThere() {
        return workers > aside;
    }

    /** Waits for the next task of a worker; null when its thread is to end. */
    private @Nullable ThreadedExecution next(Worker worker) {
        List<Worker> fresh;
        lock.lock();
        try {
            running--;
            idle.addFirst(worker);
            fresh = giveTurns(true);
            boolean unused = worker.next == null;
            if (unused && (closed || workers > threads + aside)) {
                idle.remove(worker);
                workers--;
                return null;
            }
        } finally {
            lock.unlock();
        }
        begin(fresh);
        return worker.await();
    }

    /** One thread of the pool. */
    private final class Worker implements Runnable {

        private final ThreadedExecution first;
        private final long number;
        private volatile @Nullable Thread thread;

        /** Written under {@link #lock}, taken by the worker. */
        private volatile @Nullable ThreadedExecution next;

        private volatile boolean ended;

        Worker(ThreadedExecution first, long number) {
            this.first = first;
            this.number = number;
        }

        void start() {
            Thread fresh = platform.thread("mayfly-" + name + "-" + number, this);
            // Whoever submits first makes the thread: what it would inherit is a stranger's.
            fresh.setContextClassLoader(classLoader);
            thread = fresh;
            platform.start(fresh);
        }

        @Override
        public void run() {
            ThreadedExecution execution = first;
            while (execution != null) {
                execution.runOn(Thread.currentThread());
                execution = ThreadedEngine.this.next(this);
            }
        }

        void give(ThreadedExecution execution) {
            next = execution;
            LockSupport.unpark(thread);
        }

        void end() {
            ended = true;
            LockSupport.unpark(thread);
        }

        @Nullable ThreadedExecution await() {
            while (next == null && !ended) {
                LockSupport.park(ThreadedEngine.this);
                var ignored = Thread.interrupted(); // nobody's: the last task has ended
            }
            ThreadedExecution given = next;
            next = null;
            return given;
        }
    }
}
