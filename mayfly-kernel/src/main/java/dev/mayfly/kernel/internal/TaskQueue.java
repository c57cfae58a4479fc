package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.concurrent.StripedCounter;
import dev.mayfly.kernel.concurrent.StripedGauge;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A named queue: lets no more tasks start than its concurrency allows, the others wait here in
 * order of priority. Safe for use by any thread.
 */
final class TaskQueue {

    /** A task's place: not here yet, or a child, which needs no place. */
    private static final int OUTSIDE = Task.OUTSIDE;

    /** A task's place: among the pending. */
    private static final int IN_LINE = 1;

    /** A task's place: started, or about to be. */
    private static final int IN_SLOT = 2;

    /** A task's place: ended. */
    private static final int GONE = 3;

    /** A task's place: started where there was no limit. */
    private static final int AT_LARGE = 4;

    /** A concurrency that limits nothing. */
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final String name;

    /** Guarded by {@link #lock} for writing. Each task keeps the one that it was prepared by. */
    private volatile Engine engine;

    /** Guarded by {@link #lock} for writing. */
    private volatile int priority;

    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    private final ReadyQueue<Task<?>> pending = new ReadyQueue<>();

    /**
     * Guarded by {@link #lock} for writing: the size of {@link #pending}. A task that is put there
     * raises it and then looks for a free slot; one that ends frees its slot and then looks here.
     * Both are volatile, so one of them sees the other.
     */
    private volatile int waiting;

    /** Tasks that hold a slot. */
    private final AtomicInteger running = new AtomicInteger();

    /**
     * Tasks that were started while there was no limit. They hold no slot, since the slots' count
     * would be the one place where all submitters and carriers meet; but they count against a limit
     * that is set while they run.
     */
    private final StripedGauge atLarge = new StripedGauge();

    /** Whether any task ever was at large: spares queues with a limit the look. */
    private volatile boolean anyAtLarge;

    /** Guarded by {@link #lock} for writing. */
    private volatile int concurrency;

    /** Guarded by {@link #lock} for writing. */
    private volatile boolean paused;

    private final StripedGauge children = new StripedGauge();
    private final StripedCounter completed = new StripedCounter();
    private final StripedCounter failed = new StripedCounter();
    private final StripedCounter cancelled = new StripedCounter();
    private final StripedCounter skipped = new StripedCounter();

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
        if (waiting == 0 && isUnlimited() && startAtLarge(task)) {
            return;
        }
        if (waiting == 0 && takeSlot()) {
            if (!startInSlot(task)) {
                giveSlotBack();
            }
            return;
        }
        lock.lock();
        try {
            if (task.moveFrom(OUTSIDE, IN_LINE)) {
                boolean added = pending.add(task, task.priority());
                assert added : task.id() + " waited in queue " + name + " already";
                waiting = pending.size();
            }
        } finally {
            lock.unlock();
        }
        startAll();
    }

    private boolean isUnlimited() {
        return concurrency == UNLIMITED && !paused;
    }

    /** Starts a task without a slot; returns false if it needs one after all. */
    private boolean startAtLarge(Task<?> task) {
        if (!anyAtLarge) {
            anyAtLarge = true;
        }
        atLarge.enter(1);
        // Looked at once more now that the task is counted: either this sees the limit that is set
        // meanwhile, or who takes a slot within that limit sees this task.
        if (!isUnlimited()) {
            leaveAtLarge();
            return false;
        }
        if (task.moveFrom(OUTSIDE, AT_LARGE)) {
            task.start();
        } else { // it has ended
            leaveAtLarge();
        }
        return true;
    }

    private void leaveAtLarge() {
        atLarge.leave();
        if (waiting > 0) {
            startAll();
        }
    }

    /** Takes a slot if there is a free one that may be used. */
    private boolean takeSlot() {
        while (!paused) {
            int taken = running.get();
            int limit = concurrency;
            if (limit != UNLIMITED && taken + countAtLarge() >= limit) {
                return false;
            }
            if (running.compareAndSet(taken, taken + 1)) {
                return true;
            }
        }
        return false;
    }

    private long countAtLarge() {
        return anyAtLarge ? atLarge.value() : 0;
    }

    private long countRunning() {
        return running.get() + countAtLarge();
    }

    private void giveSlotBack() {
        running.decrementAndGet();
        startAll();
    }

    /** Starts a task in a slot that was taken for it; returns false if the task has ended. */
    private static boolean startInSlot(Task<?> task) {
        boolean moved = task.moveFrom(OUTSIDE, IN_SLOT) || task.moveFrom(IN_LINE, IN_SLOT);
        if (moved) {
            task.start();
        }
        return moved;
    }

    /** Starts a child of one of this queue's tasks, which needs no slot. */
    void startChild(Task<?> task) {
        admitChild();
        task.start();
    }

    /** Counts a child that is to start later. */
    void admitChild() {
        children.enter(1);
    }

    /** Counts a task that ended, frees its slot or its place in line, and starts who is next. */
    void ended(Task<?> task, TaskState state) {
        switch (state) {
            case COMPLETED -> completed.increment();
            case FAILED -> failed.increment();
            case SKIPPED -> skipped.increment();
            default -> cancelled.increment();
        }
        if (task.isChild()) {
            children.leave();
            return;
        }
        switch (task.leavePlace(GONE)) {
            case AT_LARGE -> atLarge.leave();
            case IN_SLOT -> running.decrementAndGet();
            case IN_LINE -> leaveLine(task);
            default -> {} // ended on its way in
        }
        if (waiting > 0) {
            startAll();
        }
    }

    private void leaveLine(Task<?> task) {
        lock.lock();
        try {
            pending.remove(task);
            waiting = pending.size();
        } finally {
            lock.unlock();
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

    /** Changes what further tasks get; those that are here keep what they have. */
    boolean route(Engine to, int newPriority) {
        lock.lock();
        try {
            boolean changed = engine != to || priority != newPriority;
            engine = to;
            priority = newPriority;
            return changed;
        } finally {
            lock.unlock();
        }
    }

    /** Why a task that has not started waits, or null if it does not wait here. */
    @Nullable String reason(Task<?> task) {
        lock.lock();
        try {
            if (task.place() != IN_LINE || task.isChild()) {
                return null;
            }
            if (paused) {
                return "queue " + name + " is paused; " + line();
            }
            return "queue "
                    + name
                    + " has "
                    + countRunning()
                    + "/"
                    + concurrency
                    + " running; "
                    + line();
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
                                        task.engine().name())
                        + " (AsyncJob), or move the queue to an engine such as coroutine");
    }

    /** Whether the task waits here and, since the queue is paused, will go on to. */
    boolean holdsBack(Task<?> task) {
        lock.lock();
        try {
            return paused && task.place() == IN_LINE && !task.isChild();
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
                    (int) countRunning(),
                    (int) children.value(),
                    completed.sum(),
                    failed.sum(),
                    cancelled.sum(),
                    skipped.sum());
        } finally {
            lock.unlock();
        }
    }

    private String line() {
        int size = waiting;
        return size == 1 ? "1 task waits" : size + " tasks wait";
    }

    /** Starts those in line while there are free slots. */
    private void startAll() {
        while (waiting > 0 && takeSlot()) {
            Task<?> next = pollLine();
            if (next == null || !startInSlot(next)) {
                // And looks again: one may have come that saw no free slot but this.
                running.decrementAndGet();
            }
        }
    }

    private @Nullable Task<?> pollLine() {
        lock.lock();
        try {
            Task<?> next = paused ? null : pending.poll();
            waiting = pending.size();
            return next;
        } finally {
            lock.unlock();
        }
    }
}
