package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where tasks come in: accepts or refuses, counts, wraps and starts them. Safe for use by any
 * thread.
 */
final class Intake {

    private static final String CLOSED = "the scheduler is shutting down and accepts no more tasks";

    private final Kernel kernel;
    private final Listeners listeners;
    private final @Nullable SubmitInterceptor interceptor;
    private final long maxLiveTasks;
    private final AtomicLong ids = new AtomicLong();
    private final LongAdder rejected = new LongAdder();

    /** Users' tasks that have not ended, children included. */
    private final AtomicLong live = new AtomicLong();

    private volatile boolean accepting = true;

    /** Children are accepted for longer: those of tasks that drain belong to what drains. */
    private volatile boolean acceptingChildren = true;

    Intake(Kernel kernel, KernelConfig config) {
        this.kernel = kernel;
        this.listeners = config.listeners();
        this.interceptor = config.interceptor();
        this.maxLiveTasks = config.maxLiveTasks();
    }

    /** Accepts a task of a user. */
    <R extends @Nullable Object> TaskHandle<R> submit(
            String queueName, TaskOptions options, SchedulableJob<R> job) {
        TaskQueue queue = kernel.queue(queueName);
        if (!accepting) {
            throw reject(queueName, CLOSED);
        }
        admit(queueName);
        if (!accepting) {
            // Shutdown may have counted the living before this one was added.
            left();
            throw reject(queueName, CLOSED);
        }
        Task<R> task = create(queue, options, job, null, false);
        queue.submit(task);
        return task;
    }

    <R extends @Nullable Object> TaskHandle<R> spawn(
            Task<?> parent, TaskOptions options, SchedulableJob<R> job) {
        TaskQueue queue = parent.taskQueue();
        if (!acceptingChildren) {
            throw reject(queue.name(), CLOSED);
        }
        if (!parent.isSystem()) {
            admit(queue.name());
        }
        Task<R> task = create(queue, options, job, parent, parent.isSystem());
        queue.startChild(task);
        return task;
    }

    /** Starts a system task. */
    <R extends @Nullable Object> TaskHandle<R> spawnSystem(String name, SchedulableJob<R> job) {
        if (!accepting) {
            throw reject(Kernel.SYSTEM_QUEUE, CLOSED);
        }
        Task<R> task = create(kernel.systemQueue(), TaskOptions.named(name), job, null, true);
        kernel.systemQueue().startChild(task);
        return task;
    }

    private <R extends @Nullable Object> Task<R> create(
            TaskQueue queue,
            TaskOptions options,
            SchedulableJob<R> job,
            @Nullable Task<?> parent,
            boolean system) {
        String asked = options.name();
        String name = asked != null ? asked : job.getClass().getSimpleName();
        if (name.isEmpty() || asked == null && job.getClass().isHidden()) {
            name = "task";
        }
        TaskId id = new TaskId(ids.incrementAndGet());
        SchedulableJob<R> body =
                job instanceof AsyncJob<R> async && queue.engine().capabilities().stackless()
                        ? interceptedStart(name, queue.name(), async)
                        : intercepted(name, queue.name(), job);
        var task = new Task<R>(kernel, id, queue, options, body, name, parent, system);
        kernel.alive(task);
        if (listeners.any()) {
            long now = task.accounting().submitted();
            listeners.emit(
                    system
                            ? new KernelEvent.SystemTaskStarted(now, id, name)
                            : new KernelEvent.TaskSubmitted(
                                    now, id, name, queue.name(), task.parent()));
        }
        return task;
    }

    /**
     * Wraps the part of a job that runs on a thread; what its stage does later has no thread that
     * an interceptor could put a context on.
     */
    private <R extends @Nullable Object> SchedulableJob<R> interceptedStart(
            String name, String queue, AsyncJob<R> job) {
        if (interceptor == null) {
            return job;
        }
        return new AsyncJob<R>() {
            @Override
            public CompletionStage<R> start(TaskContext task) throws Exception {
                var stage = new AtomicReference<@Nullable CompletionStage<R>>();
                SchedulableJob<@Nullable Object> starter =
                        context -> {
                            stage.set(job.start(context));
                            return null;
                        };
                intercepted(name, queue, starter).run(task);
                CompletionStage<R> started = stage.get();
                if (started == null) {
                    throw new IllegalStateException(
                            "the submit interceptor did not run the job of task " + name);
                }
                return started;
            }
        };
    }

    private <R extends @Nullable Object> SchedulableJob<R> intercepted(
            String name, String queue, SchedulableJob<R> job) {
        if (interceptor == null) {
            return job;
        }
        try {
            return interceptor.intercept(name, queue, job);
        } catch (Throwable t) { // a broken interceptor must not lose the job
            listeners.failed();
            return job;
        }
    }

    private void admit(String queue) {
        if (live.incrementAndGet() > maxLiveTasks) {
            left();
            throw reject(
                    queue,
                    "there are already "
                            + maxLiveTasks
                            + " live tasks, the most allowed; wait for some to end or raise"
                            + " maxLiveTasks");
        }
    }

    private TaskRejectedException reject(String queue, String reason) {
        rejected.increment();
        if (listeners.any()) {
            listeners.emit(new KernelEvent.TaskRejected(kernel.clock().nanoTime(), queue, reason));
        }
        return new TaskRejectedException("queue " + queue + ": " + reason);
    }

    /** A task accepted here is over, or was not accepted after all. */
    void left() {
        if (live.decrementAndGet() == 0) {
            kernel.quiet();
        }
    }

    /** Refuses tasks of users from now on; children of tasks that run still come in. */
    void close() {
        accepting = false;
    }

    /** Refuses children too, for the part of a shutdown that cancels. */
    void closeToChildren() {
        acceptingChildren = false;
    }

    boolean accepting() {
        return accepting;
    }

    long live() {
        return live.get();
    }

    long rejected() {
        return rejected.sum();
    }
}
