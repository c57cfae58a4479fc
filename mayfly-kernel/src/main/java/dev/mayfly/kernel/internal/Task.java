package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.task.TaskTimeoutException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One task, from its submission to its end.
 *
 * <p>Its life has three stages, left by compare-and-set: new, started, ended. Cancelling wins over
 * a start or loses to it, never both; so a task is ended by exactly one thread: its own, or the one
 * that cancelled it before it started. Everything else that is shown of it is derived, from its
 * stage and from the wait it is in.
 */
final class Task<R extends @Nullable Object> extends ReadyQueue.Node
        implements TaskBody, TaskHandle<R> {

    private static final ScopedValue<Task<?>> CURRENT = ScopedValue.newInstance();

    private static final int NEW = 0;
    private static final int STARTED = 1;
    private static final int ENDED = 2;

    /** Why a task was asked to end before its time. */
    private enum Stop {
        CANCELLED,
        TIMED_OUT
    }

    /** Guarded by the lock of {@link #queue}. */
    boolean holdsSlot;

    private final Kernel kernel;
    private final TaskId id;
    private final String name;
    private final TaskQueue queue;
    private final int priority;
    private final boolean system;
    private final @Nullable TaskId parent;
    private final @Nullable Duration timeout;
    private final long submitted;
    private final Execution execution;
    private final AtomicInteger stage = new AtomicInteger(NEW);
    private final Futures<R> futures = new Futures<>();
    private final Accounting accounting;

    /** Nulled at the end, since a handle may be kept long after. */
    private @Nullable SchedulableJob<R> job;

    private volatile boolean joined;
    private volatile @Nullable Stop stop;
    private volatile @Nullable Wait wait;
    private volatile @Nullable SystemCall call;

    /** Whether it used up its quantum and stands behind its equals. */
    private volatile boolean throttled;

    /** Written by the task's own thread. */
    private TimerQueue.@Nullable Timer expiry;

    Task(
            Kernel kernel,
            TaskId id,
            TaskQueue queue,
            TaskOptions options,
            SchedulableJob<R> job,
            String name,
            @Nullable Task<?> parent,
            boolean system) {
        this.kernel = kernel;
        this.id = id;
        this.queue = queue;
        this.name = name;
        this.job = job;
        this.system = system;
        this.parent = parent == null ? null : parent.id();
        this.timeout = options.timeout();
        this.priority = priority(options, queue, parent, system);
        this.submitted = kernel.clock().nanoTime();
        this.accounting = new Accounting(submitted);
        this.execution = queue.engine().prepare(this);
    }

    private static int priority(
            TaskOptions options, TaskQueue queue, @Nullable Task<?> parent, boolean system) {
        if (system) {
            return dev.mayfly.kernel.task.Priority.SYSTEM;
        }
        Integer asked = options.priority();
        if (asked != null) {
            return asked;
        }
        return parent == null || parent.system ? queue.priority() : parent.priority;
    }

    /** The task that the calling thread runs, if it runs one. */
    static @Nullable Task<?> current() {
        Task<?> task = CURRENT.isBound() ? CURRENT.get() : null;
        // A scope of structured concurrency hands the binding on to threads that are not the
        // task's.
        return task != null && task.isCurrentThread() ? task : null;
    }

    // ---- what engines see

    @Override
    public TaskId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public void run() {
        if (!stage.compareAndSet(NEW, STARTED)) {
            return;
        }
        accounting.resumed(kernel.clock().nanoTime());
        expireLater();
        kernel.events().started(this);
        JoinResult<R> result;
        try {
            R value = ScopedValue.where(CURRENT, this).call(this::runJob);
            result = new JoinResult.Success<>(value);
        } catch (Throwable t) { // whatever a body throws ends its own task and nothing else
            result = thrown(t);
        }
        stage.set(ENDED);
        end(result);
    }

    @Override
    public void fail(Throwable cause) {
        if (stage.compareAndSet(NEW, ENDED)) {
            end(new JoinResult.Failure<>(cause));
        }
    }

    private R runJob() throws Exception {
        SchedulableJob<R> body = job;
        assert body != null : id + " runs twice";
        return body.run(new TaskCalls(kernel, this));
    }

    private JoinResult<R> thrown(Throwable t) {
        Stop stopped = stop;
        if (stopped == Stop.CANCELLED) {
            return new JoinResult.Cancelled<>();
        }
        if (stopped == Stop.TIMED_OUT && !(t instanceof TaskTimeoutException)) {
            TaskTimeoutException late = timedOut();
            late.addSuppressed(t);
            return new JoinResult.Failure<>(late);
        }
        return new JoinResult.Failure<>(t);
    }

    // ---- start, block and end

    void start() {
        execution.start();
    }

    void resume() {
        execution.resume();
    }

    /** Lets others run; called on the task's thread. */
    void yieldTurn() {
        execution.yield();
    }

    /** Goes behind its equals if it had its turn for too long; called on the task's thread. */
    void giveWayPastQuantum() {
        if (!execution.isQuantumSpent()) {
            return;
        }
        long now = kernel.clock().nanoTime();
        accounting.throttled(now);
        kernel.events().throttled(this, now);
        throttled = true;
        execution.giveWay();
        throttled = false;
        accounting.resumed(kernel.clock().nanoTime());
    }

    /**
     * Blocks the task in a system call until the wait has ended. Called on the task's thread, after
     * the wait has been put where its end will come from.
     *
     * @throws TaskCancelledException if the task was stopped meanwhile
     */
    Wait.End block(Wait wait, SystemCall call) {
        this.call = call;
        this.wait = wait;
        try {
            // The other half of stop(): either this sees the stop or the stop sees the wait.
            if (stop != null) {
                wait.end(Wait.End.STOPPED);
            }
            if (wait.park()) {
                long now = kernel.clock().nanoTime();
                accounting.blocked(now);
                kernel.events().blocked(this, call, now);
                execution.block();
                long then = kernel.clock().nanoTime();
                accounting.resumed(then);
                kernel.events().resumed(this, then, then - now);
            }
        } finally {
            this.wait = null;
            this.call = null;
        }
        Wait.End end = wait.ended();
        assert end != null : id + " goes on while its wait is open";
        if (end == Wait.End.STOPPED) {
            throwIfStopped();
        }
        return end;
    }

    /** Throws if the task was cancelled or is past its time-out. */
    void throwIfStopped() {
        Stop stopped = stop;
        if (stopped == Stop.CANCELLED) {
            throw new TaskCancelledException(id + " (" + name + ") was cancelled");
        }
        if (stopped == Stop.TIMED_OUT) {
            throw timedOut();
        }
    }

    private TaskTimeoutException timedOut() {
        return new TaskTimeoutException(
                id + " (" + name + ") took longer than its time-out of " + timeout);
    }

    boolean isStopped() {
        return stop != null;
    }

    private void expireLater() {
        if (timeout != null) {
            expiry = new Expiry<>(this);
            kernel.timers().set(expiry, kernel.clock().nanoTime() + timeout.toNanos());
        }
    }

    @Override
    public boolean cancel() {
        if (stage.compareAndSet(NEW, ENDED)) {
            stop = Stop.CANCELLED;
            end(new JoinResult.Cancelled<>());
            return true;
        }
        return stop(Stop.CANCELLED);
    }

    private boolean stop(Stop reason) {
        synchronized (accounting) {
            if (stop != null || stage.get() == ENDED) {
                return false;
            }
            stop = reason;
        }
        Wait current = wait;
        if (current == null || !current.end(Wait.End.STOPPED)) {
            execution.interrupt();
        }
        return true;
    }

    /** Called once, when the stage has become ended. */
    private void end(JoinResult<R> result) {
        if (expiry != null) {
            kernel.timers().cancel(expiry);
        }
        accounting.blocked(kernel.clock().nanoTime());
        job = null;
        kernel.ended(this, state(result));
        // Listeners come between: who hears of the end sees it, and who waits for it finds them
        // done.
        futures.complete(result, () -> kernel.events().ended(this, state(result), result));
        if (joined) {
            kernel.joiners().wakeAll(this);
        }
        kernel.gone(this);
    }

    // ---- what submitters see

    @Override
    public String queue() {
        return queue.name();
    }

    @Override
    public TaskState state() {
        JoinResult<R> result = futures.result();
        if (result != null) {
            return state(result);
        }
        if (stage.get() == NEW) {
            return TaskState.READY;
        }
        Wait current = wait;
        if (current == null) {
            return throttled ? TaskState.THROTTLED : TaskState.RUNNING;
        }
        if (current.ended() != null) {
            return TaskState.READY;
        }
        return call instanceof SystemCall.Sleep ? TaskState.SLEEPING : TaskState.WAITING;
    }

    static TaskState state(JoinResult<?> result) {
        return switch (result) {
            case JoinResult.Success<?> s -> TaskState.COMPLETED;
            case JoinResult.Failure<?> f -> TaskState.FAILED;
            case JoinResult.Cancelled<?> c -> TaskState.CANCELLED;
            case JoinResult.TimedOut<?> t -> throw new AssertionError("a task does not end so");
        };
    }

    @Override
    public String reason() {
        JoinResult<R> result = futures.result();
        if (result != null) {
            return result instanceof JoinResult.Failure<R>(Throwable cause)
                    ? "failed with " + cause
                    : state(result).name().toLowerCase(java.util.Locale.ROOT);
        }
        if (stage.get() == NEW) {
            String inLine = queue.reason(this);
            return inLine != null ? inLine : turn("waits for its first turn");
        }
        Wait current = wait;
        SystemCall now = call;
        if (throttled) {
            return turn("used up its quantum, and waits behind its equals");
        }
        if (current == null || now == null) {
            return "runs on engine " + queue.engine().name();
        }
        return current.ended() == null ? now.describe() : turn("woke, and waits for its turn");
    }

    private String turn(String what) {
        return what + " on engine " + queue.engine().name();
    }

    @Override
    public JoinResult<R> await() throws InterruptedException {
        return kernel.awaitEnd(this, null);
    }

    @Override
    public JoinResult<R> await(Duration limit) throws InterruptedException {
        return kernel.awaitEnd(this, limit);
    }

    @Override
    public CompletableFuture<R> future() {
        return futures.newFuture();
    }

    // ---- what the kernel sees

    Kernel kernel() {
        return kernel;
    }

    TaskQueue taskQueue() {
        return queue;
    }

    boolean isSystem() {
        return system;
    }

    /** Whether it was spawned by a task, and so takes no slot of its queue. */
    boolean isChild() {
        return parent != null || system;
    }

    @Nullable TaskId parent() {
        return parent;
    }

    Accounting accounting() {
        return accounting;
    }

    boolean isCurrentThread() {
        return execution.thread() == Thread.currentThread();
    }

    /** The end, or null. */
    @Nullable JoinResult<R> result() {
        return futures.result();
    }

    /** Announces a joiner: the end wakes joiners only where there may be any. */
    void expectJoiner() {
        joined = true;
    }

    TaskSnapshot snapshot(long now, java.time.Instant wallNow) {
        Duration age = Duration.ofNanos(now - submitted);
        return new TaskSnapshot(
                id,
                name,
                queue.name(),
                parent,
                priority,
                system,
                state(),
                reason(),
                wallNow.minus(age),
                age,
                accounting.runTime(now),
                accounting.waitTime(now),
                accounting.runs(),
                accounting.throttled());
    }

    private static final class Expiry<R extends @Nullable Object> extends TimerQueue.Timer {

        private final Task<R> task;

        Expiry(Task<R> task) {
            this.task = task;
        }

        @Override
        protected void fire() {
            task.stop(Stop.TIMED_OUT);
        }
    }
}
