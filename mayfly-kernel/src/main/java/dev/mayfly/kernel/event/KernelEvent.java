package dev.mayfly.kernel.event;

import dev.mayfly.kernel.supervise.ChildExit;
import dev.mayfly.kernel.supervise.RestartIntensity;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskState;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** One thing that happened in the kernel. */
public sealed interface KernelEvent {

    /**
     * When it happened.
     *
     * @return a reading of the scheduler's monotonic clock, in nanoseconds
     */
    long nanos();

    /**
     * The scheduler is ready for tasks.
     *
     * @param nanos when
     */
    record SchedulerStarted(long nanos) implements KernelEvent {}

    /**
     * Shutdown began: no further task is accepted.
     *
     * @param nanos when
     * @param live the tasks that are alive
     * @param timeout how long they may drain
     */
    record ShutdownBegun(long nanos, long live, Duration timeout) implements KernelEvent {}

    /**
     * Shutdown is complete.
     *
     * @param nanos when
     * @param clean whether every task had ended before the deadline
     * @param cancelled how many tasks were cancelled
     * @param stuck how many tasks did not end even so
     */
    record ShutdownCompleted(long nanos, boolean clean, int cancelled, int stuck)
            implements KernelEvent {}

    /**
     * A task was accepted.
     *
     * @param nanos when
     * @param id the task
     * @param name its name
     * @param queue its queue
     * @param parent the task that spawned it, if one did
     */
    record TaskSubmitted(long nanos, TaskId id, String name, String queue, @Nullable TaskId parent)
            implements KernelEvent {}

    /**
     * A task's body begins.
     *
     * @param nanos when
     * @param id the task
     * @param waited the time since it was accepted
     */
    record TaskStarted(long nanos, TaskId id, Duration waited) implements KernelEvent {}

    /**
     * A task blocks in a system call.
     *
     * @param nanos when
     * @param id the task
     * @param call the call
     */
    record TaskBlocked(long nanos, TaskId id, SystemCall call) implements KernelEvent {}

    /**
     * A task that was blocked, or that went behind its equals, has its turn again.
     *
     * @param nanos when
     * @param id the task
     * @param blocked the time since it had its turn
     */
    record TaskResumed(long nanos, TaskId id, Duration blocked) implements KernelEvent {}

    /**
     * A task had its turn for longer than its engine's quantum, and goes behind its equals.
     *
     * @param nanos when
     * @param id the task
     */
    record TaskThrottled(long nanos, TaskId id) implements KernelEvent {}

    /**
     * A task has held a carrier for longer than the limit, in a loop or in a native call, where it
     * cannot be made to give way. A spare carrier stands in until it does.
     *
     * @param nanos when
     * @param engine the engine
     * @param carrier the name of the carrier's thread
     * @param task the task's id and name
     * @param held for how long by then, in real time
     * @param stack what it was doing, innermost frame first
     */
    record CarrierHeld(
            long nanos,
            String engine,
            String carrier,
            String task,
            Duration held,
            List<StackTraceElement> stack)
            implements KernelEvent {}

    /**
     * A task ended.
     *
     * @param nanos when
     * @param id the task
     * @param name its name
     * @param queue its queue
     * @param state completed, failed, cancelled or skipped
     * @param error what it threw, if it failed
     * @param latency from its submission to its end
     * @param runTime how long it had its turn
     */
    record TaskFinished(
            long nanos,
            TaskId id,
            String name,
            String queue,
            TaskState state,
            @Nullable Throwable error,
            Duration latency,
            Duration runTime)
            implements KernelEvent {}

    /**
     * A task will never run, because one that it comes after did not complete. Its end is told as
     * well.
     *
     * @param nanos when
     * @param id the task
     * @param reason which, and how that ended
     */
    record TaskSkipped(long nanos, TaskId id, String reason) implements KernelEvent {}

    /**
     * A system task begins.
     *
     * @param nanos when
     * @param id the task
     * @param name its name
     */
    record SystemTaskStarted(long nanos, TaskId id, String name) implements KernelEvent {}

    /**
     * A system task ended.
     *
     * @param nanos when
     * @param id the task
     * @param name its name
     * @param state how
     * @param error what it threw, if it failed
     */
    record SystemTaskExited(
            long nanos, TaskId id, String name, TaskState state, @Nullable Throwable error)
            implements KernelEvent {}

    /**
     * A task was refused.
     *
     * @param nanos when
     * @param queue where it was to go
     * @param reason why, as the submitter was told
     */
    record TaskRejected(long nanos, String queue, String reason) implements KernelEvent {}

    /**
     * The load of the kernel crossed a mark: 0.8 upwards or 0.5 downwards.
     *
     * @param nanos when
     * @param paused whether I/O-heavy work is to pause
     * @param load live tasks by the cap on them
     */
    record BackPressureChanged(long nanos, boolean paused, double load) implements KernelEvent {}

    /**
     * A queue starts no further tasks.
     *
     * @param nanos when
     * @param queue which
     */
    record QueuePaused(long nanos, String queue) implements KernelEvent {}

    /**
     * A queue starts tasks again.
     *
     * @param nanos when
     * @param queue which
     */
    record QueueResumed(long nanos, String queue) implements KernelEvent {}

    /**
     * A queue's concurrency was changed.
     *
     * @param nanos when
     * @param queue which
     * @param concurrency the new limit; {@link Integer#MAX_VALUE} for none
     */
    record QueueConcurrencyChanged(long nanos, String queue, int concurrency)
            implements KernelEvent {}

    /**
     * A queue's further tasks run elsewhere or with another priority.
     *
     * @param nanos when
     * @param queue which
     * @param engine where they run
     * @param priority of those that ask for none
     */
    record QueueRouted(long nanos, String queue, String engine, int priority)
            implements KernelEvent {}

    /**
     * A task wrote a line.
     *
     * @param nanos when
     * @param id the task
     * @param message the line
     */
    record TaskLogged(long nanos, TaskId id, String message) implements KernelEvent {}

    /**
     * A supervisor begins to start its children.
     *
     * @param nanos when
     * @param id the task that it is
     * @param name its name
     * @param parent the supervisor above it, if there is one
     */
    record SupervisorStarted(long nanos, TaskId id, String name, @Nullable TaskId parent)
            implements KernelEvent {}

    /**
     * A child has started, for the first time or again.
     *
     * @param nanos when
     * @param supervisor the supervisor's name
     * @param child the child's id
     * @param task the task it runs as
     */
    record ChildStarted(long nanos, String supervisor, String child, TaskId task)
            implements KernelEvent {}

    /**
     * A child failed to start.
     *
     * @param nanos when
     * @param supervisor the supervisor's name
     * @param child the child's id
     * @param error why
     */
    record ChildStartFailed(long nanos, String supervisor, String child, Throwable error)
            implements KernelEvent {}

    /**
     * A child has ended, by itself or by its supervisor.
     *
     * @param nanos when its supervisor saw it
     * @param supervisor the supervisor's name
     * @param child the child's id
     * @param task the task it ran as
     * @param exit how
     * @param error what it threw, if it failed
     */
    record ChildExited(
            long nanos,
            String supervisor,
            String child,
            TaskId task,
            ChildExit exit,
            @Nullable Throwable error)
            implements KernelEvent {}

    /**
     * A child did not end in the time its supervisor gave it, and is left behind. A thread of the
     * JVM cannot be killed.
     *
     * @param nanos when
     * @param supervisor the supervisor's name
     * @param child the child's id
     * @param task the task it still runs as
     */
    record ChildStuck(long nanos, String supervisor, String child, TaskId task)
            implements KernelEvent {}

    /**
     * A supervisor starts a child again, and with it those that its strategy names.
     *
     * @param nanos when
     * @param supervisor the supervisor's name
     * @param child the child whose end led to it
     * @param strategy whom else it starts again
     * @param restartsLeft how many restarts are left within the period after this one
     */
    record ChildRestarting(
            long nanos, String supervisor, String child, RestartStrategy strategy, int restartsLeft)
            implements KernelEvent {}

    /**
     * A supervisor gives up: there were more restarts than its intensity allows. It ends its
     * children and fails to the supervisor above.
     *
     * @param nanos when
     * @param supervisor the supervisor's name
     * @param child the child that was to be started once too often
     * @param intensity what was exceeded
     */
    record SupervisorEscalated(
            long nanos, String supervisor, String child, RestartIntensity intensity)
            implements KernelEvent {}

    /**
     * A supervisor has ended all its children and is about to end.
     *
     * @param nanos when
     * @param id the task that it is
     * @param name its name
     */
    record SupervisorEnded(long nanos, TaskId id, String name) implements KernelEvent {}
}
