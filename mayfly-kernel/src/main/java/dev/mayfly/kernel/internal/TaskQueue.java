package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A named queue: lets no more tasks start than its concurrency allows, the others wait here in
 * order of priority. Safe for use by any thread.
 */
final class TaskQueue {

    private final String name;
    private final Engine engine;
    private final int priority;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    private final ReadyQueue<Task<?>> pending = new ReadyQueue<>();

    /** Guarded by {@link #lock}: tasks that hold a slot. */
    private int running;

    /** Guarded by {@link #lock} for writing. */
    private volatile int concurrency;

    /** Guarded by {@link #lock} for writing. */
    private volatile boolean paused;

    private final AtomicInteger children = new AtomicInteger();
    private final LongAdder completed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    TaskQueue(String name, Engine engine, int concurrency, int priority) {
        this.name = name;
        this.engine = engine;
        this.concurrency = concurrency;
        this.priority = priority;
    }

    String name() {
        return name;
    }

    Engine engine() {
        return engine;
    }

    int priority() {
        return priority;
    }

    /** Starts a task, or lets it wait for a slot. */
    void submit(Task<?> task) {
        lock.lock();
        try {
            if (paused || running >= concurrency) {
                boolean added = pending.add(task, task.priority());
                assert added : task.id() + " waited in queue " + name + " already";
                return;
            }
            running++;
            task.holdsSlot = true;
        } finally {
            lock.unlock();
        }
        task.start();
    }

    /** Starts a child of one of this queue's tasks, which needs no slot. */
    void startChild(Task<?> task) {
        children.incrementAndGet();
        task.start();
    }

    /** Counts a task that ended, frees its slot or its place in line, and starts who is next. */
    void ended(Task<?> task, TaskState state) {
        switch (state) {
            case COMPLETED -> completed.increment();
            case FAILED -> failed.increment();
            default -> cancelled.increment();
        }
        if (task.isChild()) {
            children.decrementAndGet();
            return;
        }
        Task<?> next;
        lock.lock();
        try {
            if (task.holdsSlot) {
                task.holdsSlot = false;
                running--;
            } else {
                pending.remove(task);
            }
            next = startable();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.start();
        }
    }

    boolean pause() {
        lock.lock();
        try {
            boolean changed = !paused;
            paused = true;
            return changed;
        } finally {
            lock.unlock();
        }
    }

    boolean resume() {
        lock.lock();
        try {
            if (!paused) {
                return false;
            }
            paused = false;
        } finally {
            lock.unlock();
        }
        startAll();
        return true;
    }

    void concurrency(int limit) {
        lock.lock();
        try {
            concurrency = limit;
        } finally {
            lock.unlock();
        }
        startAll();
    }

    /** Why a task that has not started waits, or null if it does not wait here. */
    @Nullable String reason(Task<?> task) {
        lock.lock();
        try {
            if (task.holdsSlot || task.isChild()) {
                return null;
            }
            if (paused) {
                return "queue " + name + " is paused; " + waiting();
            }
            return "queue "
                    + name
                    + " has "
                    + running
                    + "/"
                    + concurrency
                    + " running; "
                    + waiting();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses a call that would block a body, on an engine where none can be. */
    UnsupportedOperationException cannotBlock(Task<?> task, SystemCall call) {
        return new UnsupportedOperationException(
                "%s (%s) %s on queue \"%s\", but no body blocks on its engine \"%s\": return a stage"
                                .formatted(
                                        task.id(),
                                        task.name(),
                                        call.describe(),
                                        name,
                                        engine.name())
                        + " (AsyncJob), or move the queue to an engine such as coroutine");
    }

    /** Whether the task waits here and, since the queue is paused, will go on to. */
    boolean holdsBack(Task<?> task) {
        lock.lock();
        try {
            return paused && !task.holdsSlot && !task.isChild();
        } finally {
            lock.unlock();
        }
    }

    QueueSnapshot snapshot() {
        lock.lock();
        try {
            return new QueueSnapshot(
                    name,
                    engine.name(),
                    concurrency,
                    priority,
                    paused,
                    pending.size(),
                    running,
                    children.get(),
                    completed.sum(),
                    failed.sum(),
                    cancelled.sum());
        } finally {
            lock.unlock();
        }
    }

    private String waiting() {
        int size = pending.size();
        return size == 1 ? "1 task waits" : size + " tasks wait";
    }

    private void startAll() {
        List<Task<?>> free = new ArrayList<>();
        lock.lock();
        try {
            for (Task<?> next = startable(); next != null; next = startable()) {
                free.add(next);
            }
        } finally {
            lock.unlock();
        }
        free.forEach(Task::start);
    }

    /** Takes the next task and gives it a slot, if there are both. Called under the lock. */
    private @Nullable Task<?> startable() {
        if (paused || running >= concurrency) {
            return null;
        }
        Task<?> next = pending.poll();
        if (next != null) {
            running++;
            next.holdsSlot = true;
        }
        return next;
    }
}
