package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.carrier.CarrierHeld;
import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.concurrent.LiveTable;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.internal.report.Flight;
import dev.mayfly.kernel.internal.report.FlightStatistics;
import dev.mayfly.kernel.internal.report.Listeners;
import dev.mayfly.kernel.internal.supervise.Reply;
import dev.mayfly.kernel.internal.supervise.Started;
import dev.mayfly.kernel.internal.supervise.SupervisorHost;
import dev.mayfly.kernel.internal.supervise.SupervisorTask;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.schedule.WaitMap;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.SupervisorSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.snapshot.WaitingThreads;
import dev.mayfly.kernel.snapshot.WaitsSnapshot;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.supervise.SupervisorSpec;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskGraph;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskState;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * The kernel's state: queues, engines, timers, waits and the tasks that are alive. Safe for use by
 * any thread.
 *
 * <p>Lock order, outermost first: a part of a wait map, a queue, an engine. A queue calls its
 * engine and the timers call waits with no lock held.
 */
public final class Kernel implements SupervisorHost {

    /** The queue of system tasks; users' queues cannot have this name. */
    public static final String SYSTEM_QUEUE = "system";

    private final Platform platform;
    private final Clock clock;
    private final QueueTable queues;
    private final Map<String, Engine> engines;
    private final TaskQueue systemQueue;
    private final Listeners listeners;
    private final Intake intake;
    private final TaskEvents events;
    private final TimerQueue timers;
    private final WaitMap signals = new WaitMap();
    private final EndWaits endWaits = new EndWaits(this);
    private final SystemCalls calls = new SystemCalls(this);
    private final IoPoller ioPoller;
    private final LiveTable<Task<?>> alive = new LiveTable<>();
    private final ConcurrentHashMap<TaskId, SupervisorTask> supervisors = new ConcurrentHashMap<>();
    private final FlightStatistics statistics;
    private final long started;

    /**
     * Starts a kernel.
     *
     * @param config what the builder gathered, already checked
     */
    public Kernel(KernelConfig config) {
        platform = config.platform();
        clock = platform.clock();
        ioPoller = new IoPoller(platform);
        engines = config.engines();
        listeners = config.listeners();
        events = new TaskEvents(listeners);
        timers = new TimerQueue(clock, "mayfly-timer");
        engines.values().forEach(engine -> engine.attach(platform));
        intake = new Intake(this, config);
        queues = new QueueTable(config.queues(), engines, this::emit);
        engines.forEach((name, engine) -> engine.onHeld(held -> tellHeld(name, held)));
        Engine first = engines.values().iterator().next();
        systemQueue = new TaskQueue(SYSTEM_QUEUE, first, Integer.MAX_VALUE, 0);
        started = clock.nanoTime();
        statistics =
                FlightStatistics.begin(
                        queues::snapshots,
                        () -> engines.values().stream().map(Engine::snapshot).toList());
        Flight.lifecycle("started", queues.size() + " queues");
        emit(now -> new KernelEvent.SchedulerStarted(started));
    }

    // ---- submission

    /**
     * Accepts a task of a user.
     *
     * @param queue where
     * @param options how
     * @param job what
     * @param <R> the type of its result
     * @return its handle
     */
    public <R extends @Nullable Object> TaskHandle<R> submit(
            String queue, TaskOptions options, SchedulableJob<R> job) {
        return intake.submit(queue, options, job);
    }

    /**
     * Accepts the tasks of a graph, all or none.
     *
     * @param graph the tasks
     * @return their handles by name
     */
    public Map<String, TaskHandle<?>> submitAll(TaskGraph graph) {
        return intake.submitAll(graph);
    }

    /**
     * Starts a system task.
     *
     * @param name its name
     * @param job what it does
     * @param <R> the type of its result
     * @return its handle
     */
    public <R extends @Nullable Object> TaskHandle<R> spawnSystem(
            String name, SchedulableJob<R> job) {
        return intake.spawnSystem(name, job);
    }

    /**
     * Starts a service.
     *
     * @param queue where
     * @param options how
     * @param job what it does
     * @param <R> the type of its result
     * @return its handle
     */
    public <R extends @Nullable Object> TaskHandle<R> spawnService(
            String queue, TaskOptions options, SchedulableJob<R> job) {
        return intake.spawnService(queue(queue), options, job);
    }

    // ---- supervisors

    /**
     * Starts a supervisor and waits until its children have started.
     *
     * @param spec what it is made of
     * @param system whether it and its children are system tasks
     * @return the supervisor
     * @throws InterruptedException if a thread that is no task is interrupted; the supervisor is
     *     cancelled then
     */
    public Supervisor supervise(SupervisorSpec spec, boolean system) throws InterruptedException {
        TaskQueue queue = system ? systemQueue : queue(spec.queue());
        var supervisor = new SupervisorTask(this, spec, spec.name(), null);
        var start = new Reply<Started>("the start of supervisor " + spec.name());
        var options = TaskOptions.named(spec.name());
        TaskHandle<?> task = intake.spawnService(queue, options, t -> supervisor.run(t, start));
        try {
            return supervisor.awaitStart(task, start);
        } catch (InterruptedException | TaskCancelledException e) {
            task.cancel();
            throw e;
        }
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public void park(Object blocker) {
        platform.park(blocker);
    }

    @Override
    public @Nullable TaskContext current() {
        Task<?> task = CurrentTask.get();
        return task != null && task.kernel() == this ? new TaskCalls(this, task) : null;
    }

    @Override
    public TaskHandle<?> handle(TaskId id) {
        Task<?> task = alive.find(id.value());
        assert task != null : id + " asks for its handle after its end";
        return task;
    }

    @Override
    public void shielded(Runnable body) {
        Task<?> task = CurrentTask.get();
        assert task != null && task.kernel() == this : "only a task can be shielded";
        task.shielded(body);
    }

    @Override
    public void emit(LongFunction<KernelEvent> event) {
        if (listeners.any() || Flight.mayRecord()) {
            KernelEvent made = event.apply(clock.nanoTime());
            Flight.record(made);
            listeners.emit(made);
        }
    }

    @Override
    public void began(SupervisorTask supervisor) {
        supervisors.put(supervisor.task().id(), supervisor);
    }

    @Override
    public void ended(SupervisorTask supervisor) {
        supervisors.remove(supervisor.task().id());
    }

    /** The supervisors' tasks at the top, youngest first. */
    List<Task<?>> supervisors(boolean system) {
        List<Task<?>> top = new ArrayList<>();
        for (SupervisorTask supervisor : supervisors.values()) {
            Task<?> task = alive.find(supervisor.task().id().value());
            if (task != null && task.parent() == null && task.isSystem() == system) {
                top.add(task);
            }
        }
        top.sort(Comparator.<Task<?>, TaskId>comparing(Task::id).reversed());
        return top;
    }

    // ---- the lives of tasks

    private void tellHeld(String engine, CarrierHeld held) {
        emit(now ->
                new KernelEvent.CarrierHeld(
                        now, engine, held.carrier(), held.unit(), held.held(), held.stack()));
    }

    /** A task was made. */
    void alive(Task<?> task) {
        alive.add(task);
    }

    /** A task has ended, which nobody has seen yet. */
    void ended(Task<?> task, TaskState state) {
        alive.remove(task);
        task.taskQueue().ended(task, state);
    }

    /** A task is over and everyone who waited for it was told. */
    void gone(Task<?> task) {
        if (!task.isSystem()) {
            intake.left(task.isService());
        }
    }

    // ---- waiting from outside

    /** {@return who waits for ends and stages, also from outside; always the same} */
    public EndWaits endWaits() {
        return endWaits;
    }

    /** {@return whether no user's task is alive} */
    public boolean isQuiet() {
        return intake.live() == 0;
    }

    long deadline(Duration limit) {
        // Far deadlines are cut to 146 years, or the sum would wrap round and lie in the past.
        long nanos = limit.compareTo(FAR) < 0 ? limit.toNanos() : Long.MAX_VALUE / 2;
        return clock.nanoTime() + nanos;
    }

    private static final Duration FAR = Duration.ofNanos(Long.MAX_VALUE / 2);

    // ---- looking and steering

    /**
     * Finds a queue.
     *
     * @param name its name
     * @return the queue
     * @throws IllegalArgumentException if there is none; it names those there are
     */
    TaskQueue queue(String name) {
        return queues.get(name);
    }

    /** {@return the queues of users} */
    public QueueTable queues() {
        return queues;
    }

    Collection<Engine> engines() {
        return engines.values();
    }

    /**
     * Where a queue's engine runs what is ready.
     *
     * @param queue its name
     * @return nothing where the engine has no carriers of its own
     */
    public Optional<CarrierPool> carriers(String queue) {
        return queue(queue).engine().carriers();
    }

    /**
     * {@return the handle of a task that is alive, or null}
     *
     * @param id its identity
     */
    public @Nullable TaskHandle<?> find(TaskId id) {
        return alive.find(id.value());
    }

    @Override
    public int signal(Object key) {
        return signals.signal(key);
    }

    /**
     * {@return whether there was a signal that was kept; it is taken}
     *
     * @param key for whoever waits on it next
     */
    public boolean takeSignal(Object key) {
        return signals.takeKept(key);
    }

    /**
     * {@return a picture}
     *
     * @param whole whether with the tasks and supervisors; else in a time that does not grow
     */
    public KernelSnapshot snapshot(boolean whole) {
        long now = clock.nanoTime();
        Instant wallNow = clock.wallTime();
        List<TaskSnapshot> tasks =
                whole ? TaskPicture.all(alive, intake.live(), now, wallNow) : List.of();
        var supervisorPictures =
                supervisors.values().stream()
                        .limit(whole ? Long.MAX_VALUE : 0)
                        .map(SupervisorTask::snapshot)
                        .sorted(Comparator.comparing(SupervisorSnapshot::id))
                        .toList();
        var enginePictures = statistics.engines();
        return new KernelSnapshot(
                wallNow,
                Duration.ofNanos(now - started),
                enginePictures.getFirst().mode(),
                intake.accepting(),
                statistics.queues(),
                enginePictures,
                tasks,
                supervisorPictures,
                intake.load(),
                waits(),
                calls.counts(),
                intake.rejected(),
                listeners.failures());
    }

    /** {@return what goes round the tasks that wait} */
    public WaitingThreads waitingThreads() {
        return TaskPicture.waiting(alive, clock);
    }

    private WaitsSnapshot waits() {
        int kept = signals.kept();
        return new WaitsSnapshot(
                timers.size(),
                Math.max(0, signals.keys() - kept),
                kept,
                endWaits.keys(),
                ioPoller.size());
    }

    // ---- parts

    /** {@return the one clock of this kernel} */
    public Clock clock() {
        return clock;
    }

    Platform platform() {
        return platform;
    }

    Intake intake() {
        return intake;
    }

    TaskEvents events() {
        return events;
    }

    TaskQueue systemQueue() {
        return systemQueue;
    }

    SystemCalls calls() {
        return calls;
    }

    TimerQueue timers() {
        return timers;
    }

    WaitMap signals() {
        return signals;
    }

    IoPoller ioPoller() {
        return ioPoller;
    }

    Listeners listeners() {
        return listeners;
    }

    List<Task<?>> alive() {
        List<Task<?>> tasks = new ArrayList<>();
        alive.forEach(tasks::add);
        return tasks;
    }

    void close() {
        statistics.end();
        timers.close();
        ioPoller.close();
        engines.values().forEach(Engine::close);
    }
}
