package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.Facilities;
import dev.mayfly.kernel.engine.GrantedBy;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.FacilityNotGrantedException;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.ScopeOptions;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskScope;

import org.jspecify.annotations.Nullable;

import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** The system calls as methods: makes the values and hands them to the kernel. */
final class TaskCalls implements TaskContext {

    private final Kernel kernel;
    private final Task<?> task;

    TaskCalls(Kernel kernel, Task<?> task) {
        this.kernel = kernel;
        this.task = task;
    }

    @Override
    public TaskId id() {
        return task.id();
    }

    @Override
    public String name() {
        return task.name();
    }

    @Override
    public String queue() {
        return task.queue();
    }

    @Override
    public void sleep(Duration duration) {
        call(new SystemCall.Sleep(duration));
    }

    @Override
    public void yield() {
        call(SystemCall.Yield.INSTANCE);
    }

    @Override
    @SuppressWarnings("unchecked") // the kernel answers a spawn with the handle of the job it got
    public <R extends @Nullable Object> TaskHandle<R> spawn(
            TaskOptions options, SchedulableJob<R> job) {
        return (TaskHandle<R>) result(call(new SystemCall.Spawn(options, job)));
    }

    @Override
    public <R extends @Nullable Object> JoinResult<R> join(TaskHandle<R> other) {
        checkThread();
        return kernel.calls().join(task, other, null);
    }

    @Override
    public <R extends @Nullable Object> JoinResult<R> join(TaskHandle<R> other, Duration timeout) {
        checkThread();
        return kernel.calls().join(task, other, timeout);
    }

    @Override
    public <R extends @Nullable Object, X extends Exception> R scope(
            ScopeOptions options, TaskScope.Body<R, X> body) throws X {
        checkThread();
        Scope scope = task.open(options);
        try {
            R result = body.run(scope);
            scope.joinRest();
            return result;
        } finally {
            scope.leave();
        }
    }

    @Override
    public void awaitSignal(Object key) {
        call(new SystemCall.AwaitSignal(key, null));
    }

    @Override
    public boolean awaitSignal(Object key, Duration timeout) {
        return (boolean) result(call(new SystemCall.AwaitSignal(key, timeout)));
    }

    @Override
    public boolean awaitSignalUntil(Object key, long deadline) {
        Duration left = Duration.ofNanos(deadline - kernel.clock().nanoTime());
        return (boolean) result(call(new SystemCall.AwaitSignalUntil(key, deadline, left)));
    }

    @Override
    public int signal(Object key) {
        return (int) result(call(new SystemCall.Signal(key)));
    }

    @Override
    public boolean cancel(TaskId other) {
        return (boolean) result(call(new SystemCall.Cancel(other)));
    }

    @Override
    public int awaitIo(SelectableChannel channel, int operations, @Nullable Duration timeout) {
        return (int) result(call(new SystemCall.AwaitIo(channel, operations, timeout)));
    }

    @Override
    public boolean awaitStage(String what, CompletionStage<?> stage, @Nullable Duration timeout) {
        return (boolean) result(call(new SystemCall.AwaitStage(what, stage, timeout)));
    }

    @Override
    public <F> F facility(Class<F> type) {
        checkThread();
        F granted = Facilities.find(type);
        if (granted == null) {
            throw notGranted(type);
        }
        return granted;
    }

    /** Says which queue of which engine lacks a facility, and what to change. */
    private FacilityNotGrantedException notGranted(Class<?> facility) {
        List<String> granting =
                kernel.engines().stream()
                        .filter(e -> e.capabilities().facilities().contains(facility))
                        .map(Engine::name)
                        .toList();
        GrantedBy type = facility.getAnnotation(GrantedBy.class);
        String fix =
                !granting.isEmpty()
                        ? "put the queue on engine " + String.join(" or ", granting)
                        : type != null
                                ? "put the queue on an engine of type " + type.value()
                                : "no engine of this scheduler grants it";
        return new FacilityNotGrantedException(
                "%s (%s) asked for %s, which engine \"%s\" of its queue \"%s\" does not grant; %s"
                        .formatted(
                                task.id(),
                                task.name(),
                                facility.getSimpleName(),
                                task.engine().name(),
                                task.queue(),
                                fix));
    }

    @Override
    public Duration age() {
        long submitted = task.accounting().submitted();
        return Duration.ofNanos(kernel.clock().nanoTime() - submitted);
    }

    @Override
    public Instant now() {
        return (Instant) result(call(SystemCall.Now.INSTANCE));
    }

    @Override
    public void log(String message) {
        call(new SystemCall.Log(message));
    }

    @Override
    public boolean isCancelled() {
        return task.isStopped();
    }

    private @Nullable Object call(SystemCall call) {
        checkThread();
        return kernel.calls().execute(task, call);
    }

    private static Object result(@Nullable Object answer) {
        return Objects.requireNonNull(answer, "the kernel left a call without its answer");
    }

    private void checkThread() {
        if (!task.isCurrentThread()) {
            throw new IllegalStateException(
                    "a system call of "
                            + task.id()
                            + " ("
                            + task.name()
                            + ") came from thread \""
                            + Thread.currentThread().getName()
                            + "\"; the calls belong to the task's own thread while it runs");
        }
    }
}
