package dev.mayfly.kernel;

import dev.mayfly.kernel.carrier.CarrierPool;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.internal.Kernel;
import dev.mayfly.kernel.internal.Shutdown;
import dev.mayfly.kernel.internal.report.Listeners;
import dev.mayfly.kernel.platform.Platform;
import dev.mayfly.kernel.platform.StopHook;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.WaitingThreads;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.supervise.SupervisorSpec;
import dev.mayfly.kernel.task.Priority;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskGraph;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The kernel's front door: accepts tasks, runs them on the engines of their queues, and shuts down
 * in order.
 *
 * {@snippet :
 * try (Scheduler scheduler =
 *         Scheduler.builder().queue("reports", q -> q.concurrency(4)).build()) {
 *     TaskHandle<Integer> answer =
 *             scheduler.submit("reports", task -> {
 *                 task.sleep(Duration.ofMillis(10));
 *                 return 42;
 *             });
 *     System.out.println(answer.await().get());
 * }
 * }
 *
 * <p>Thread rule: safe for use by any thread. What a thread did before it submitted a task
 * happens-before everything that the task does.
 */
public final class Scheduler implements AutoCloseable {

    /** The queue there is when none was defined, and the one {@link #spawn} uses: "default". */
    public static final String DEFAULT_QUEUE = "default";

    /** What {@link #close()} lets tasks drain in: 30 s. */
    public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    private final Kernel kernel;
    private final Listeners listeners;
    private final Platform platform;
    private final Shutdown shutdown;

    /** Taken back at the end; set by who builds. */
    private volatile @Nullable StopHook stopHook;

    Scheduler(Kernel kernel, Listeners listeners, Platform platform) {
        this.kernel = kernel;
        this.listeners = listeners;
        this.platform = platform;
        this.shutdown = new Shutdown(kernel);
    }

    /**
     * Begins to build a scheduler.
     *
     * @return a builder with the defaults
     */
    public static SchedulerBuilder builder() {
        return new SchedulerBuilder();
    }

    /**
     * Submits a task with its queue's settings.
     *
     * @param queue the queue's name
     * @param job what the task does
     * @param <R> the type of its result
     * @return its handle
     * @throws IllegalArgumentException if there is no such queue; it names those there are
     * @throws dev.mayfly.kernel.task.TaskRejectedException during shutdown, and at the cap on live
     *     tasks; nothing was accepted then
     */
    public <R extends @Nullable Object> TaskHandle<R> submit(String queue, SchedulableJob<R> job) {
        return submit(queue, TaskOptions.DEFAULTS, job);
    }

    /**
     * Submits a task.
     *
     * @param queue the queue's name
     * @param options name, priority and time-out, where they differ from the queue's, and the tasks
     *     it comes after
     * @param job what the task does
     * @param <R> the type of its result
     * @return its handle
     * @throws IllegalArgumentException if there is no such queue (it names those there are), or if
     *     it comes after a task of another scheduler or an id that is not alive
     * @throws dev.mayfly.kernel.task.TaskRejectedException during shutdown, and at the cap on live
     *     tasks; nothing was accepted then
     */
    public <R extends @Nullable Object> TaskHandle<R> submit(
            String queue, TaskOptions options, SchedulableJob<R> job) {
        Objects.requireNonNull(job, "job");
        platform.enter("submit to queue", queue);
        return kernel.submit(queue, options, job);
    }

    /**
     * Submits a task to the queue {@code default}.
     *
     * @param job what the task does
     * @param <R> the type of its result
     * @return its handle
     * @throws IllegalArgumentException if queues were defined and none is called {@code default}
     * @throws dev.mayfly.kernel.task.TaskRejectedException during shutdown, and at the cap on live
     *     tasks
     */
    public <R extends @Nullable Object> TaskHandle<R> spawn(SchedulableJob<R> job) {
        return submit(DEFAULT_QUEUE, job);
    }

    /**
     * Submits tasks that come after each other, all or none of them. Each starts when all that it
     * comes after have completed; when one of those fails, is cancelled or skipped, it ends as
     * {@link dev.mayfly.kernel.task.TaskState#SKIPPED}.
     *
     * @param content adds the tasks by name, and whom each comes after
     * @return the handles by name, each after all that it comes after
     * @throws IllegalArgumentException if there is a cycle, which is named, or an unknown name or
     *     queue
     * @throws dev.mayfly.kernel.task.TaskRejectedException during shutdown, and if the cap on live
     *     tasks has no room for all
     */
    public Map<String, TaskHandle<?>> submitAll(Consumer<TaskGraph.Builder> content) {
        TaskGraph graph = TaskGraph.of(content);
        platform.enter("submit", graph);
        return kernel.submitAll(graph);
    }

    /**
     * Starts a system task: priority 0, no queue's limit, not waited for when shutting down and
     * cancelled last. Its children are system tasks too.
     *
     * @param name shown on screens and in events
     * @param job what it does, typically for ever
     * @param <R> the type of its result
     * @return its handle
     * @throws dev.mayfly.kernel.task.TaskRejectedException during shutdown
     */
    public <R extends @Nullable Object> TaskHandle<R> spawnSystem(
            String name, SchedulableJob<R> job) {
        platform.enter("start the system task", name);
        return kernel.spawnSystem(name, Objects.requireNonNull(job, "job"));
    }

    /**
     * Starts a service: a task that serves others until it is cancelled. It takes no slot of its
     * queue, and a shutdown does not wait for it but cancels it when the other tasks have ended.
     * Its children are services too.
     *
     * @param queue where it runs
     * @param options how
     * @param job what it does, typically for ever
     * @param <R> the type of its result
     * @return its handle
     * @throws IllegalArgumentException if there is no such queue
     * @throws dev.mayfly.kernel.task.TaskRejectedException at the cap on live tasks, or during
     *     shutdown
     */
    public <R extends @Nullable Object> TaskHandle<R> spawnService(
            String queue, TaskOptions options, SchedulableJob<R> job) {
        platform.enter("start a service in queue", queue);
        return kernel.spawnService(queue, options, Objects.requireNonNull(job, "job"));
    }

    /**
     * Whether no task is alive, system tasks aside; another may be submitted the next moment.
     *
     * @return true if there is none
     */
    public boolean isQuiet() {
        return kernel.isQuiet();
    }

    /**
     * Starts a supervisor, which starts its children in order, starts them again by its strategy
     * when they end, and ends them in reverse order when it is cancelled or the scheduler shuts
     * down. Returns when all children have started.
     *
     * {@snippet :
     * Supervisor orders =
     *         scheduler.supervise("orders", s ->
     *                 s.strategy(RestartStrategy.REST_FOR_ONE)
     *                         .intensity(new RestartIntensity(3, Duration.ofSeconds(10)))
     *                         .child(ChildSpec.worker("inbox", this::readOrders))
     *                         .child(ChildSpec.worker("book", this::keepBook)));
     * }
     *
     * <p>Supervisors and what runs below them take no slots of their queue, are not waited for by
     * {@link #runBlocking()} and drain after everything else, but count for the cap on live tasks.
     *
     * @param name shown on screens and in events
     * @param settings the children, and what differs from the defaults
     * @return the supervisor
     * @throws InterruptedException if a thread that is not a task is interrupted; the supervisor is
     *     cancelled then
     * @throws dev.mayfly.kernel.supervise.ChildStartException if a child fails to start; those
     *     started before have been ended in reverse order
     * @throws IllegalArgumentException if the settings do not fit or there is no such queue
     * @throws dev.mayfly.kernel.task.TaskRejectedException during shutdown, and at the cap on live
     *     tasks
     */
    public Supervisor supervise(String name, Consumer<SupervisorSpec.Builder> settings)
            throws InterruptedException {
        platform.enter("start the supervisor", name);
        return kernel.supervise(SupervisorSpec.of(name, settings), false);
    }

    /**
     * Starts a supervisor of system tasks, as {@link #supervise} does: for what must go on as long
     * as the scheduler runs. Its tasks have priority 0, are ended last, and do not count for the
     * cap; the queue in the settings is of no effect.
     *
     * @param name shown on screens and in events
     * @param settings the children, and what differs from the defaults
     * @return the supervisor
     * @throws InterruptedException if a thread that is not a task is interrupted; the supervisor is
     *     cancelled then
     * @throws dev.mayfly.kernel.supervise.ChildStartException if a child fails to start
     * @throws IllegalArgumentException if the settings do not fit
     * @throws dev.mayfly.kernel.task.TaskRejectedException during shutdown
     */
    public Supervisor superviseSystem(String name, Consumer<SupervisorSpec.Builder> settings)
            throws InterruptedException {
        platform.enter("start the supervisor", name);
        return kernel.supervise(SupervisorSpec.of(name, settings), true);
    }

    /**
     * Blocks until no task is alive, system tasks and supervisors aside. Tasks may be submitted
     * meanwhile, and are waited for.
     *
     * @throws InterruptedException if the calling thread is interrupted
     * @throws IllegalStateException if called by a task, which would wait for its own end
     */
    public void runBlocking() throws InterruptedException {
        kernel.endWaits().awaitQuiet(null);
    }

    /**
     * Runs one task on the queue {@code default} and waits for its end.
     *
     * @param job what the task does
     * @param <R> the type of its result
     * @return its result
     * @throws InterruptedException if the calling thread is interrupted; the task goes on
     * @throws dev.mayfly.kernel.task.TaskFailedException if the task failed, with its cause
     * @throws dev.mayfly.kernel.task.TaskCancelledException if the task was cancelled
     */
    public <R extends @Nullable Object> R runBlocking(SchedulableJob<R> job)
            throws InterruptedException {
        return spawn(job).await().get();
    }

    /**
     * Wakes every task that waits on a key; where there is none, one signal is kept for the next.
     *
     * @param key the key
     * @return how many were woken
     * @throws IllegalStateException if signals are kept for 65 536 keys that nobody waits on
     */
    public int signal(Object key) {
        platform.enter("signal", key);
        return kernel.signal(key);
    }

    /**
     * Takes a signal that was kept for a key since nobody waited on it: for whoever gives a key up
     * that others may have signalled.
     *
     * @param key as in {@link #signal}
     * @return true if there was one
     */
    public boolean takeSignal(Object key) {
        platform.enter("take a signal", key);
        return kernel.takeSignal(key);
    }

    /**
     * {@return the system calls of the task that the calling thread runs, for code that does not
     * get them handed in; nothing on a thread that runs no task of this scheduler}
     */
    public Optional<TaskContext> current() {
        return Optional.ofNullable(kernel.current());
    }

    /**
     * Waits until a stage is completed, in whichever way, which the caller then reads from it.
     * Called within a task of this scheduler, this is the system call.
     *
     * @param what the stage stands for, as in "waits for …"
     * @param stage any stage; it is not cancelled where this call ends early
     * @param timeout measured by the scheduler's clock; null for no limit, zero or less looks and
     *     does not wait
     * @return true if it is completed, false if the time was up
     * @throws InterruptedException if a thread that is not a task is interrupted
     */
    public boolean awaitStage(String what, CompletionStage<?> stage, @Nullable Duration timeout)
            throws InterruptedException {
        return kernel.endWaits().awaitStage(what, stage, timeout);
    }

    /**
     * Where the engine of a queue runs what is ready, for units that are no tasks.
     *
     * @param queue one of this scheduler
     * @return nothing where the engine has no carriers of its own
     * @throws IllegalArgumentException if there is no such queue
     */
    public Optional<CarrierPool> carriers(String queue) {
        return kernel.carriers(queue);
    }

    /**
     * Asks a task to end, as {@link TaskHandle#cancel()} does.
     *
     * @param id the task
     * @return true if it was alive and this was the first request
     */
    public boolean cancel(TaskId id) {
        platform.enter("cancel", id);
        TaskHandle<?> task = kernel.find(id);
        return task != null && task.cancel();
    }

    /**
     * {@return the handle of a task; empty if it has ended, or never was}
     *
     * @param id the task
     */
    public Optional<TaskHandle<?>> find(TaskId id) {
        return Optional.ofNullable(kernel.find(id));
    }

    /**
     * Stops starting tasks of a queue. Tasks that have started go on to their end, and so do their
     * children: a task may hold a lock or a transaction that others wait for. Pausing again does
     * nothing.
     *
     * @param queue the queue's name
     * @throws IllegalArgumentException if there is no such queue
     */
    public void pause(String queue) {
        platform.enter("pause queue", queue);
        kernel.queues().pause(queue);
    }

    /**
     * Starts tasks of a paused queue again. Resuming again does nothing.
     *
     * @param queue the queue's name
     * @throws IllegalArgumentException if there is no such queue
     */
    public void resume(String queue) {
        platform.enter("resume queue", queue);
        kernel.queues().resume(queue);
    }

    /**
     * Changes how many tasks of a queue may run at once. With a lower limit, the tasks running go
     * on and none starts until there is room.
     *
     * @param queue the queue's name
     * @param limit 1 or more
     * @throws IllegalArgumentException if there is no such queue or the limit is less than 1
     */
    public void concurrency(String queue, int limit) {
        platform.enter("change the concurrency of queue", queue);
        kernel.queues().concurrency(queue, QueueSpec.checkConcurrency(queue, limit));
    }

    /**
     * Changes what tasks of a queue get that are submitted from now on. Those that are there keep
     * their engine and their priority, and count against the queue's concurrency as before.
     *
     * @param queue the queue's name
     * @param engine the name of the engine that they run on
     * @param priority 1 (most urgent) to 31, of those that ask for none
     * @throws IllegalArgumentException if there is no such queue or engine, or no such priority
     */
    public void route(String queue, String engine, int priority) {
        platform.enter("change engine and priority of queue", queue);
        kernel.queues().route(queue, engine, Priority.check(priority));
    }

    /**
     * Shuts down, in this order: refuse further tasks (children of tasks that run are still
     * accepted); let the tasks alive end by themselves until the time is up; end the supervisors,
     * the youngest first, each with its children in reverse order and their own times, as far as
     * there is time left; cancel the rest and give them two seconds to unwind; end the system
     * tasks, so that they flush; free the threads; report.
     *
     * <p>It happens once. Whoever calls during or after it waits for it and gets the same report.
     *
     * @param timeout how long tasks may drain, by the scheduler's clock and at most by the
     *     machine's, since a clock that is stepped by hand may stand still; zero or less cancels at
     *     once
     * @return what came of it
     * @throws IllegalStateException if called by a task of this scheduler
     */
    public ShutdownReport shutdown(Duration timeout) {
        platform.enter("shut down, and to give tasks", timeout);
        Shutdown.Result result = shutdown.run(timeout);
        StopHook hook = stopHook;
        if (hook != null) {
            hook.close();
        }
        return new ShutdownReport(
                result.clean() ? ShutdownReport.Outcome.CLEAN : ShutdownReport.Outcome.TIMED_OUT,
                result.drained(),
                result.cancelled(),
                result.stuck(),
                result.took());
    }

    /**
     * Calls somebody when the scheduler has been shut down: nothing runs on it any more, but for
     * tasks that were reported as stuck. For what is built on a scheduler and must not wait for
     * turns that never come.
     *
     * @param action called once, by the thread that shuts down, or by the caller if that is over;
     *     must be quick and must not shut down. What it throws is counted as a listener's failure
     * @return takes the wish back; without effect once the action is called
     */
    public Runnable whenClosed(Runnable action) {
        return shutdown.whenOver(Objects.requireNonNull(action, "action"));
    }

    void shutdownWithProcess(Duration timeout) {
        stopHook = platform.onStop("mayfly-stop", () -> shutdown(timeout));
    }

    /** Shuts down with {@link #DEFAULT_SHUTDOWN_TIMEOUT}. */
    @Override
    public void close() {
        shutdown(DEFAULT_SHUTDOWN_TIMEOUT);
    }

    /** {@return a picture of everything, taken without stopping anyone} */
    public KernelSnapshot snapshot() {
        return kernel.snapshot(true);
    }

    /**
     * {@return a picture without tasks and supervisors, taken in a time that does not grow with
     * their number: for those who look often}
     */
    public KernelSnapshot outline() {
        return kernel.snapshot(false);
    }

    /** {@return what looks at the threads of tasks that wait; begins anew at each call} */
    public WaitingThreads waitingThreads() {
        return kernel.waitingThreads();
    }

    /** {@return the clock it was built with} */
    public Clock clock() {
        return kernel.clock();
    }

    /**
     * Adds a listener, once.
     *
     * @param listener who
     */
    public void addListener(KernelListener listener) {
        listeners.add(listener);
    }

    /**
     * Removes a listener; events under way may still reach it.
     *
     * @param listener who
     */
    public void removeListener(KernelListener listener) {
        listeners.remove(listener);
    }
}
