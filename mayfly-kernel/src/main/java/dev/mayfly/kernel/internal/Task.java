package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.Execution;
import dev.mayfly.kernel.engine.TaskBody;
import dev.mayfly.kernel.internal.Dependencies.Dependents;
import dev.mayfly.kernel.internal.report.Accounting;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.task.WeighedJob;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One task, from its submission to its end.
 *
 * <p>Its life has three stages, left by compare-and-set: new, started, ended. Cancelling wins over
 * a start or loses to it, never both; so a task is ended by exactly one thread: its own, or the one
 * that cancelled it before it started. Everything else that is shown of it is derived, from its
 * stage and from the wait it is in.
 */
final class Task<R extends @Nullable Object> extends Life implements TaskBody, TaskHandle<R> {

    private final Kernel kernel;
    private final TaskQueue queue;
    private final Engine engine;
    private final int priority;
    private final boolean system;
    private final boolean service;
    private final @Nullable TaskId parent;
    private final @Nullable Scope partOf;
    private final Execution execution;
    private final Futures<R> futures = new Futures<>();
    private final Accounting accounting;

    /** Nulled at the end, since a handle may be kept long after. */
    private @Nullable SchedulableJob<R> job;

    private volatile boolean joined;

    /** Whether it used up its quantum and stands behind its equals. */
    private volatile boolean throttled;

    /** What it waits for before it may start; null where that is nothing, or no more. */
    private volatile @Nullable Dependencies dependencies;

    /** Who waits for its end to start; made by the first. */
    private volatile @Nullable Dependents dependents;

    /** The innermost scope it has open; written by its own thread, read by who stops it. */
    private volatile @Nullable Scope scope;

    /** How many shields it stands behind; the task's own thread's. */
    private int shields;

    /** Read and written by whichever thread has the task's turn; the engine orders the turns. */
    private @Nullable StacklessWait<R> suspended;

    Task(
            Kernel kernel,
            TaskId id,
            TaskQueue queue,
            Engine engine,
            TaskOptions options,
            SchedulableJob<R> job,
            String name,
            Intake.Origin origin) {
        super(id, name, options.timeout());
        this.kernel = kernel;
        this.queue = queue;
        this.engine = engine;
        this.job = job;
        this.system = origin.system();
        this.service = origin.service();
        this.partOf = origin.scope();
        this.parent = origin.parentId();
        this.priority = origin.priority(options.priority(), queue);
        this.accounting = new Accounting(kernel.clock().nanoTime());
        this.execution = engine.prepare(this);
    }

    // ---- what engines see

    @Override
    public int priority() {
        return priority;
    }

    @Override
    public void run() {
        StacklessWait<R> waited = suspended;
        if (waited != null) {
            goesOn();
            end(waited);
            return;
        }
        if (!begin()) {
            return;
        }
        JoinResult<R> result;
        try {
            accounting.resumed(kernel.clock().nanoTime());
            expireLater(kernel.timers(), accounting.since());
            kernel.events().started(this);
            if (job instanceof AsyncJob<R> async && engine.capabilities().stackless()) {
                suspend(async, CurrentTask.call(this, () -> within(async::start)));
                return;
            }
            result = new JoinResult.Success<>(CurrentTask.call(this, this::runJob));
        } catch (Throwable t) { // whatever a body throws ends its own task and nothing else
            result = outcomeOf(t);
        }
        endBegun();
        end(result);
    }

    @Override
    public void fail(Throwable cause) {
        if (endUnbegun()) {
            end(new JoinResult.Failure<>(cause));
        }
    }

    @Override
    public void weighed(long cpuNanos, int turns) {
        if (job instanceof WeighedJob<?> heavy) {
            heavy.weighed(cpuNanos, turns);
        }
    }

    private R runJob() throws Exception {
        SchedulableJob<R> body = job;
        assert body != null : id() + " runs twice";
        return within(body);
    }

    private <T extends @Nullable Object> T within(SchedulableJob<T> body) throws Exception {
        var calls = new TaskCalls(kernel, this);
        return engine.around(calls, () -> body.run(calls));
    }

    /** Waits for a stage without a stack: what the engine runs next is {@link #run()} again. */
    private void suspend(AsyncJob<R> async, CompletionStage<R> awaited) {
        var waits = new StacklessWait<R>(this, async, awaited);
        waitsFor(waits.call(), waits);
        waits.listen(isStopped());
        suspended = waits;
        if (waits.park()) {
            isBlockedIn(waits.call());
        } else {
            end(waits);
        }
    }

    @Override
    public boolean isSuspended() {
        return suspended != null;
    }

    private void end(StacklessWait<R> waited) {
        suspended = null;
        waitsNoMore();
        JoinResult<R> result = CurrentTask.call(this, waited::result);
        if (result instanceof JoinResult.Failure<R>(Throwable cause)) {
            result = outcomeOf(cause);
        }
        endBegun();
        end(result);
    }

    // ---- start, block and end

    void start() {
        execution.start();
    }

    /** Starts once all of the others have completed. */
    void startAfter(Set<Task<?>> others) {
        if (isChild()) {
            queue.admitChild();
        }
        var all = new Dependencies(this, others);
        dependencies = all;
        all.begin();
    }

    void launch() {
        dependencies = null;
        if (isChild()) {
            start();
        } else {
            queue.submit(this);
        }
    }

    boolean skip(String reason) {
        if (!endUnbegun()) {
            return false;
        }
        finish(new JoinResult.Skipped<>(reason));
        return true;
    }

    @Nullable Dependencies dependencies() {
        return dependencies;
    }

    boolean hasDependents() {
        return dependents != null;
    }

    Dependents dependents() {
        synchronized (accounting) {
            if (dependents == null) {
                dependents = new Dependents();
            }
            return dependents;
        }
    }

    void resume() {
        execution.resume();
    }

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
        long again = kernel.clock().nanoTime();
        accounting.resumed(again);
        kernel.events().resumed(this, again, again - now);
    }

    /**
     * Blocks the task in a system call until the wait has ended. Called on the task's thread, after
     * the wait has been put where its end will come from.
     *
     * @throws TaskCancelledException if the task was stopped meanwhile
     */
    Wait.End block(Wait wait, SystemCall call) {
        if (!engine.capabilities().blocks()) {
            throw queue.cannotBlock(this, call);
        }
        if (shields > 0) {
            wait.shield();
        }
        waitsFor(call, wait);
        try {
            // The other half of stop(): either this sees the stop or the stop sees the wait.
            if (stopReason() != null && shields == 0) {
                wait.end(Wait.End.STOPPED);
            }
            if (wait.park()) {
                isBlockedIn(call);
                execution.block(call);
                goesOn();
            }
        } finally {
            waitsNoMore();
        }
        Wait.End end = wait.ended();
        assert end != null : id() + " goes on while its wait is open";
        if (end == Wait.End.STOPPED) {
            throwIfStopped();
        }
        return end;
    }

    private void isBlockedIn(SystemCall call) {
        long now = kernel.clock().nanoTime();
        accounting.blocked(now);
        kernel.events().blocked(this, call, now);
    }

    private void goesOn() {
        long since = accounting.since();
        long now = kernel.clock().nanoTime();
        accounting.resumed(now);
        kernel.events().resumed(this, now, now - since);
    }

    /** Throws if the task was cancelled or is past its time-out. */
    void throwIfStopped() {
        if (shields > 0) {
            return;
        }
        throwStop();
    }

    /** Opens a scope within those open already. Called on the task's thread. */
    Scope open(ScopeOptions options) {
        throwIfStopped();
        var inner = new Scope(kernel, this, options, scope);
        scope = inner;
        return inner;
    }

    void left(Scope innermost) {
        scope = innermost.outer();
    }

    /** Runs what a cancelled task has left to do, on its thread: no stop ends a call within. */
    void shielded(Runnable body) {
        shields++;
        try {
            body.run();
        } finally {
            shields--;
        }
    }

    boolean isStopped() {
        return stopReason() != null;
    }

    @Override
    public boolean cancel() {
        if (endUnbegun()) {
            stopped(Stop.CANCELLED);
            end(new JoinResult.Cancelled<>());
            return true;
        }
        return stop(Stop.CANCELLED);
    }

    @Override
    boolean stop(Stop reason) {
        if (!askToStop(reason)) {
            return false;
        }
        Scope.cancelFrom(scope);
        Wait current = currentWait();
        if (current == null || !current.isShielded() && !current.end(Wait.End.STOPPED)) {
            execution.interrupt();
        }
        return true;
    }

    /** Called once, when the stage has become ended. */
    private void end(JoinResult<R> result) {
        finish(result);
        Dependencies.settleAll(this);
    }

    private void finish(JoinResult<R> result) {
        Dependencies waiting = dependencies;
        if (waiting != null) {
            waiting.forget();
            dependencies = null;
        }
        cancelExpiry(kernel.timers());
        accounting.blocked(kernel.clock().nanoTime());
        job = null;
        kernel.ended(this, TaskPicture.state(result));
        // Listeners come between: who hears of the end sees it, and who waits for it finds them
        // done.
        futures.complete(
                result, () -> kernel.events().ended(this, TaskPicture.state(result), result));
        if (joined) {
            kernel.endWaits().ended(this);
        }
        if (partOf != null) {
            partOf.ended(this, result);
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
        return TaskPicture.state(this);
    }

    @Override
    public String reason() {
        return TaskPicture.reason(this);
    }

    @Override
    public Stack stack() {
        kernel.platform().enter("take the stack of", id());
        return TaskPicture.stack(this);
    }

    /** Whether it used up its quantum and waits behind its equals. */
    boolean isThrottled() {
        return throttled;
    }

    /** The end as soon as there is one, before anyone was told; or null. */
    @Nullable JoinResult<R> anyResult() {
        return futures.result();
    }

    @Override
    public JoinResult<R> await() throws InterruptedException {
        return kernel.endWaits().await(this, null);
    }

    @Override
    public JoinResult<R> await(Duration limit) throws InterruptedException {
        return kernel.endWaits().await(this, limit);
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

    /** Where it runs: its queue may have moved on. */
    Engine engine() {
        return engine;
    }

    boolean isSystem() {
        return system;
    }

    boolean isService() {
        return service;
    }

    /** Whether it was spawned by a task or is a supervisor, and so takes no slot of its queue. */
    boolean isChild() {
        return parent != null || service;
    }

    @Nullable TaskId parent() {
        return parent;
    }

    Accounting accounting() {
        return accounting;
    }

    boolean isCurrentThread() {
        return thread() == Thread.currentThread();
    }

    @Nullable Thread thread() {
        return execution.thread();
    }

    /** The end, or null; not before listeners have heard of it. */
    @Nullable JoinResult<R> result() {
        return futures.toldResult();
    }

    /** Announces a joiner: the end wakes joiners only where there may be any. */
    void expectJoiner() {
        joined = true;
    }

    TaskSnapshot snapshot(long now, java.time.Instant wallNow) {
        return TaskPicture.snapshot(this, partOf == null ? null : partOf.name(), now, wallNow);
    }
}
