package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.internal.report.Listeners;
import dev.mayfly.kernel.load.BackPressureListener;
import dev.mayfly.kernel.load.LoadMeter;
import dev.mayfly.kernel.snapshot.LoadSnapshot;
import dev.mayfly.kernel.task.AsyncJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.Priority;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.SubmitInterceptor;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskGraph;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;
import dev.mayfly.kernel.task.WeighedJob;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where tasks come in: accepts or refuses, counts, wraps and starts them. Safe for use by any
 * thread.
 */
final class Intake {

    /**
     * Where a task comes from.
     *
     * @param parent the task that spawned it, if one did
     * @param system whether it is a system task
     * @param service whether it belongs to a supervisor: a shutdown does not wait for its end
     * @param scope the scope of its parent that it is a subtask of, if it is
     */
    record Origin(
            @Nullable Task<?> parent, boolean system, boolean service, @Nullable Scope scope) {

        static final Origin OUTSIDE = new Origin(null, false, false, null);
        static final Origin SERVICE = new Origin(null, false, true, null);
        static final Origin SYSTEM = new Origin(null, true, true, null);

        static Origin child(Task<?> parent, @Nullable Scope scope) {
            return new Origin(parent, parent.isSystem(), parent.isService(), scope);
        }

        @Nullable TaskId parentId() {
            return parent == null ? null : parent.id();
        }

        int priority(@Nullable Integer asked, TaskQueue queue) {
            if (system) {
                return Priority.SYSTEM;
            }
            if (asked != null) {
                return asked;
            }
            return parent == null || parent.isSystem() ? queue.priority() : parent.priority();
        }
    }

    private static final String CLOSED = "the scheduler is shutting down and accepts no more tasks";

    private final Kernel kernel;
    private final Listeners listeners;
    private final @Nullable SubmitInterceptor interceptor;
    private final AtomicLong ids = new AtomicLong();
    private final LongAdder rejected = new LongAdder();

    private final List<BackPressureListener> pressed;

    /** Users' tasks that have not ended, children included, and how long units wait. */
    private final LoadMeter meter;

    private volatile boolean accepting = true;

    /** Children are accepted for longer: those of tasks that drain belong to what drains. */
    private volatile boolean acceptingChildren = true;

    Intake(Kernel kernel, KernelConfig config) {
        this.kernel = kernel;
        this.listeners = config.listeners();
        this.interceptor = config.interceptor();
        this.pressed = config.backPressure();
        this.meter =
                new LoadMeter(config.maxLiveTasks(), config.maxPredictedWait(), this::pressure);
        for (Engine engine : config.engines().values()) {
            engine.carriers().ifPresent(pool -> pool.onPredictedWait(meter.waits()));
        }
    }

    /** Accepts a task of a user. */
    <R extends @Nullable Object> TaskHandle<R> submit(
            String queueName, TaskOptions options, SchedulableJob<R> job) {
        TaskQueue queue = kernel.queue(queueName);
        Set<Task<?>> others = others(options);
        if (!accepting) {
            throw reject(queueName, CLOSED);
        }
        admit(queueName, 1, false);
        if (!accepting) {
            // Shutdown may have counted the living before this one was added.
            left(false);
            throw reject(queueName, CLOSED);
        }
        Task<R> task = enter(queue, options, job, Origin.OUTSIDE);
        if (others.isEmpty()) {
            queue.submit(task);
        } else {
            task.startAfter(others);
        }
        return task;
    }

    <R extends @Nullable Object> TaskHandle<R> spawn(
            Task<?> parent, TaskOptions options, SchedulableJob<R> job, @Nullable Scope scope) {
        TaskQueue queue = parent.taskQueue();
        Set<Task<?>> others = others(options);
        if (scope != null && others.contains(parent)) {
            throw new IllegalArgumentException(
                    "a subtask of scope "
                            + scope.name()
                            + " would come after "
                            + parent.id()
                            + ", which waits for its subtasks");
        }
        if (!acceptingChildren) {
            throw reject(queue.name(), CLOSED);
        }
        if (!parent.isSystem()) {
            admit(queue.name(), 1, parent.isService());
        }
        Task<R> task = enter(queue, options, job, Origin.child(parent, scope));
        if (scope != null) {
            scope.added(task);
        }
        if (others.isEmpty()) {
            queue.startChild(task);
        } else {
            task.startAfter(others);
        }
        return task;
    }

    /** Accepts all tasks of a graph, or none. */
    Map<String, TaskHandle<?>> submitAll(TaskGraph graph) {
        List<TaskGraph.Node> nodes = graph.inOrder();
        List<Set<Task<?>>> outside = new ArrayList<>();
        for (TaskGraph.Node node : nodes) {
            kernel.queue(node.queue());
            outside.add(others(node.options()));
        }
        if (!accepting) {
            throw reject("of a graph", CLOSED);
        }
        if (nodes.isEmpty()) {
            return Map.of();
        }
        admit(nodes.getFirst().queue(), nodes.size(), false);
        if (!accepting) {
            nodes.forEach(node -> left(false));
            throw reject("of a graph", CLOSED);
        }
        Map<String, Task<?>> tasks = new LinkedHashMap<>();
        for (TaskGraph.Node node : nodes) {
            TaskQueue queue = kernel.queue(node.queue());
            tasks.put(node.name(), create(queue, node.options(), node.job(), Origin.OUTSIDE));
        }
        // All of them before the first may start: none has run if the graph comes too late.
        if (!acceptingChildren) {
            tasks.values().forEach(Task::cancel);
            throw reject("of a graph", CLOSED);
        }
        for (int i = 0; i < nodes.size(); i++) {
            start(nodes.get(i), outside.get(i), tasks);
        }
        return Collections.unmodifiableMap(tasks);
    }

    private static void start(TaskGraph.Node node, Set<Task<?>> outside, Map<String, Task<?>> all) {
        Set<Task<?>> others = new LinkedHashSet<>(outside);
        for (String name : node.after()) {
            others.add(Objects.requireNonNull(all.get(name), "the graph is complete"));
        }
        Task<?> task = Objects.requireNonNull(all.get(node.name()), "the graph is complete");
        if (others.isEmpty()) {
            task.taskQueue().submit(task);
        } else {
            task.startAfter(others);
        }
    }

    /** The tasks that one comes after. */
    private Set<Task<?>> others(TaskOptions options) {
        if (options.after().isEmpty()) {
            return Set.of();
        }
        Set<Task<?>> others = new LinkedHashSet<>();
        for (TaskOptions.Dependency dependency : options.after()) {
            others.add(
                    switch (dependency) {
                        case TaskOptions.Dependency.Id(TaskId id) -> alive(id);
                        case TaskOptions.Dependency.Handle(TaskHandle<?> handle) -> own(handle);
                    });
        }
        return others;
    }

    private Task<?> alive(TaskId id) {
        if (kernel.find(id) instanceof Task<?> task) {
            return task;
        }
        throw new IllegalArgumentException(
                id
                        + " is not alive: it has ended or never was, and the kernel keeps no record"
                        + " of it; come after its handle, which remembers how it ended");
    }

    private Task<?> own(TaskHandle<?> handle) {
        if (handle instanceof Task<?> task && task.kernel() == kernel) {
            return task;
        }
        throw new IllegalArgumentException(
                handle.id() + " (" + handle.name() + ") belongs to another scheduler");
    }

    /** Starts a system task. */
    <R extends @Nullable Object> TaskHandle<R> spawnSystem(String name, SchedulableJob<R> job) {
        if (!accepting) {
            throw reject(Kernel.SYSTEM_QUEUE, CLOSED);
        }
        Task<R> task = enter(kernel.systemQueue(), TaskOptions.named(name), job, Origin.SYSTEM);
        kernel.systemQueue().startChild(task);
        return task;
    }

    /** Starts a service, which takes no slot of its queue. */
    <R extends @Nullable Object> TaskHandle<R> spawnService(
            TaskQueue queue, TaskOptions options, SchedulableJob<R> job) {
        if (!accepting) {
            throw reject(queue.name(), CLOSED);
        }
        boolean system = queue == kernel.systemQueue();
        if (!system) {
            admit(queue.name(), 1, true);
        }
        Origin origin = system ? Origin.SYSTEM : Origin.SERVICE;
        Task<R> task = enter(queue, options, job, origin);
        queue.startChild(task);
        return task;
    }

    /**
     * Makes a task alive that is to be started next, unless a shutdown is past looking for it: that
     * closes to children and then cancels who is alive. It may have looked before this one was; now
     * that it is, one of the two sees the other.
     */
    private <R extends @Nullable Object> Task<R> enter(
            TaskQueue queue, TaskOptions options, SchedulableJob<R> job, Origin origin) {
        Task<R> task = create(queue, options, job, origin);
        if (!acceptingChildren) {
            var _ = task.cancel();
            throw reject(queue.name(), CLOSED);
        }
        return task;
    }

    private <R extends @Nullable Object> Task<R> create(
            TaskQueue queue, TaskOptions options, SchedulableJob<R> job, Origin origin) {
        String asked = options.name();
        String name = asked != null ? asked : nameOf(job.getClass());
        TaskId id = new TaskId(ids.incrementAndGet());
        Engine engine = queue.engine();
        SchedulableJob<R> body =
                interceptor == null || job.hasOwnContext()
                        ? job
                        : job instanceof AsyncJob<R> async && engine.capabilities().stackless()
                                ? interceptedStart(interceptor, name, queue.name(), async, origin)
                                : intercepted(interceptor, name, queue.name(), job, origin);
        var task = new Task<R>(kernel, id, queue, engine, options, body, name, origin);
        kernel.alive(task);
        if (listeners.any()) {
            long now = task.accounting().submitted();
            listeners.emit(
                    origin.system()
                            ? new KernelEvent.SystemTaskStarted(now, id, name)
                            : new KernelEvent.TaskSubmitted(
                                    now, id, name, queue.name(), task.parent()));
        }
        return task;
    }

    private static String nameOf(Class<?> type) {
        String name = type.isHidden() ? "" : type.getSimpleName(); // a lambda's says nothing
        return name.isEmpty() ? "task" : name;
    }

    /**
     * Wraps the part of a job that runs on a thread; what its stage does later has no thread that
     * an interceptor could put a context on.
     */
    private <R extends @Nullable Object> SchedulableJob<R> interceptedStart(
            SubmitInterceptor interceptor,
            String name,
            String queue,
            AsyncJob<R> job,
            Origin origin) {
        var stage = new AtomicReference<@Nullable CompletionStage<R>>();
        SchedulableJob<@Nullable Object> starter =
                context -> {
                    stage.set(job.start(context));
                    return null;
                };
        // At once, on the submitter's thread: what is current there is what an interceptor carries.
        SchedulableJob<@Nullable Object> wrapped =
                intercepted(interceptor, name, queue, starter, origin);
        return new AsyncJob<R>() {
            @Override
            public CompletionStage<R> start(TaskContext task) throws Exception {
                wrapped.run(task);
                CompletionStage<R> started = stage.get();
                if (started == null) {
                    throw new IllegalStateException(
                            "the submit interceptor did not run the job of task " + name);
                }
                return started;
            }

            @Override
            public R finish(TaskContext task, JoinResult<R> outcome) throws Exception {
                return job.finish(task, outcome);
            }
        };
    }

    private <R extends @Nullable Object> SchedulableJob<R> intercepted(
            SubmitInterceptor interceptor,
            String name,
            String queue,
            SchedulableJob<R> job,
            Origin origin) {
        try {
            SchedulableJob<R> wrapped =
                    origin.parent() == null || origin.system()
                            ? interceptor.intercept(name, queue, job)
                            : interceptor.interceptChild(name, queue, job);
            return job instanceof WeighedJob<?> heavy ? new Weighed<>(wrapped, heavy) : wrapped;
        } catch (Throwable t) { // a broken interceptor must not lose the job
            listeners.failed();
            return job;
        }
    }

    /** A wrapped job that hears what it weighs all the same. */
    private record Weighed<R extends @Nullable Object>(SchedulableJob<R> job, WeighedJob<?> heavy)
            implements WeighedJob<R> {

        @Override
        public R run(TaskContext task) throws Exception {
            return job.run(task);
        }

        @Override
        public void weighed(long cpuNanos, int turns) {
            heavy.weighed(cpuNanos, turns);
        }
    }

    private void admit(String queue, int tasks, boolean services) {
        if (!meter.enter(tasks, services)) {
            long cap = meter.cap();
            String reason =
                    "maxLiveTasks is "
                            + cap
                            + " and "
                            + meter.live()
                            + " live tasks leave no room for "
                            + (tasks == 1 ? "one more" : tasks + " more")
                            + "; wait for some to end or raise maxLiveTasks";
            throw rejected(queue, reason, new TaskRejectedException.Limit("maxLiveTasks", cap));
        }
    }

    private TaskRejectedException reject(String queue, String reason) {
        return rejected(queue, reason, null);
    }

    private TaskRejectedException rejected(
            String queue, String reason, TaskRejectedException.@Nullable Limit limit) {
        rejected.increment();
        kernel.emit(now -> new KernelEvent.TaskRejected(now, queue, reason));
        return new TaskRejectedException("queue " + queue + ": " + reason, limit);
    }

    /** A task accepted here is over, or was not accepted after all. */
    void left(boolean service) {
        meter.leave(service);
        if (!service && kernel.endWaits().isQuietAwaited() && meter.ordinary() == 0) {
            kernel.endWaits().quiet();
        }
    }

    /** Tells that a mark of the load was crossed; one call at a time. */
    private void pressure(boolean paused, double load) {
        kernel.emit(now -> new KernelEvent.BackPressureChanged(now, paused, load));
        for (BackPressureListener listener : pressed) {
            try {
                if (paused) {
                    listener.pause(load);
                } else {
                    listener.resume(load);
                }
            } catch (Throwable t) { // also errors: a listener never harms the kernel
                listeners.failed();
            }
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

    /** Tasks that a shutdown waits for. */
    long live() {
        return meter.ordinary();
    }

    LoadSnapshot load() {
        return new LoadSnapshot(
                meter.live(),
                meter.cap(),
                meter.predictedWait(),
                meter.maxPredictedWait(),
                meter.load(),
                meter.paused(),
                meter.pauses());
    }

    long rejected() {
        return rejected.sum();
    }
}
