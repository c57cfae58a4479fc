package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.supervise.ChildExit;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.ShutdownException;
import dev.mayfly.kernel.supervise.SupervisedJob;
import dev.mayfly.kernel.task.JoinResult;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/** Starts and ends children, by system calls of their supervisor's task, to which it belongs. */
final class Nursery {

    private final SupervisorHost host;
    private final String supervisor;
    private final Children children;
    private final Mailbox mailbox;
    private final TaskContext task;

    /**
     * The child whose start is waited for. Written by that child as it begins, since it may run
     * before its supervisor knows its id, and cleared by the supervisor.
     */
    private volatile @Nullable TaskId starting;

    Nursery(
            SupervisorHost host,
            String supervisor,
            Children children,
            Mailbox mailbox,
            TaskContext task) {
        this.host = host;
        this.supervisor = supervisor;
        this.children = children;
        this.mailbox = mailbox;
        this.task = task;
    }

    /** The child whose start is waited for, or null; read by any thread. */
    @Nullable TaskId starting() {
        return starting;
    }

    /** Starts a child that does not run, and waits until it has started. */
    Started start(Child child) {
        var gate = new Reply<Started>("the start of child " + child.spec.id());
        Started outcome;
        try {
            outcome = spawn(child, gate);
        } catch (TaskRejectedException e) {
            outcome = new Started.Failed(e);
        }
        switch (outcome) {
            case Started.Running(TaskHandle<?> handle) -> {
                children.confirmed(child);
                String id = child.spec.id();
                host.emit(now -> new KernelEvent.ChildStarted(now, supervisor, id, handle.id()));
            }
            case Started.Ignored ignored -> children.stopped(child, false);
            case Started.Failed(Throwable cause) -> {
                children.stopped(child, false);
                String id = child.spec.id();
                host.emit(now -> new KernelEvent.ChildStartFailed(now, supervisor, id, cause));
            }
        }
        return outcome;
    }

    private Started spawn(Child child, Reply<Started> gate) {
        String name = supervisor + "/" + child.spec.id();
        SupervisorTask nested = null;
        SchedulableJob<?> job =
                switch (child.spec.body()) {
                    case ChildSpec.Body.Plain(SchedulableJob<?> plain) -> plain;
                    case ChildSpec.Body.Starting(SupervisedJob slow) ->
                            t -> {
                                this.starting = t.id();
                                slow.run(t, new Gate(gate, host.handle(t.id())));
                                return null;
                            };
                    case ChildSpec.Body.Nested(var spec) -> {
                        var below = new SupervisorTask(host, spec, name, task.id());
                        nested = below;
                        yield t -> below.run(t, gate);
                    }
                };
        TaskHandle<?> handle = task.spawn(TaskOptions.named(name), job);
        children.started(child, handle, nested, host.nanoTime());
        var _ = handle.future().whenComplete((value, failure) -> ended(handle, gate, failure));
        if (child.spec.body() instanceof ChildSpec.Body.Plain) {
            return new Started.Running(handle);
        }
        try {
            return gate.await(host);
        } catch (InterruptedException e) {
            throw new AssertionError("a task's wait is not interrupted", e);
        } finally {
            starting = null;
        }
    }

    /** On the thread that ended the child. */
    private void ended(TaskHandle<?> handle, Reply<Started> gate, @Nullable Throwable failure) {
        gate.answer(
                new Started.Failed(
                        failure != null
                                ? failure
                                : new IllegalStateException(
                                        handle.name()
                                                + " ended before it said that it was ready")));
        mailbox.offer(new Mailbox.Message.Exited(handle.id()));
    }

    /** Ends a child as its spec says; one that does not run is only kept from running again. */
    void terminate(Child child) {
        TaskHandle<?> handle = child.task;
        if (handle != null) {
            task.cancel(handle.id());
            Duration limit = limit(child.spec.shutdown());
            JoinResult<?> end = limit == null ? task.join(handle) : task.join(handle, limit);
            over(child, handle, end);
        }
        children.stopped(child, false);
    }

    /** Ends children in reverse order, one after the other; temporary ones are forgotten. */
    void terminate(List<Child> inOrder) {
        for (Child child : inOrder.reversed()) {
            terminate(child);
            if (child.isTemporary()) {
                children.remove(child);
            }
        }
    }

    /** Ends dynamic children all at once: each is told to, then they share the time they have. */
    void terminateTogether(List<Child> dynamic) {
        for (Child child : dynamic) {
            TaskHandle<?> handle = child.task;
            if (handle != null) {
                task.cancel(handle.id());
            }
        }
        long begin = host.nanoTime();
        for (Child child : dynamic) {
            TaskHandle<?> handle = child.task;
            if (handle != null) {
                Duration limit = limit(child.spec.shutdown());
                over(
                        child,
                        handle,
                        limit == null
                                ? task.join(handle)
                                : task.join(handle, limit.minusNanos(host.nanoTime() - begin)));
            }
            children.stopped(child, false);
            children.remove(child);
        }
    }

    private void over(Child child, TaskHandle<?> handle, JoinResult<?> end) {
        String id = child.spec.id();
        if (end instanceof JoinResult.TimedOut) {
            children.stuck(handle);
            host.emit(now -> new KernelEvent.ChildStuck(now, supervisor, id, handle.id()));
            return;
        }
        // It was told to end, so that a cancellation is no kill.
        exited(
                id,
                handle,
                end instanceof JoinResult.Cancelled ? ChildExit.SHUTDOWN : exit(end),
                end);
    }

    /** Tells how a child ended that nobody told to. */
    ChildExit exited(Child child, TaskHandle<?> handle) {
        JoinResult<?> end = task.join(handle);
        ChildExit exit = exit(end);
        exited(child.spec.id(), handle, exit, end);
        return exit;
    }

    private void exited(String id, TaskHandle<?> handle, ChildExit exit, JoinResult<?> end) {
        Throwable error = end instanceof JoinResult.Failure<?>(Throwable cause) ? cause : null;
        host.emit(
                now -> new KernelEvent.ChildExited(now, supervisor, id, handle.id(), exit, error));
    }

    private static ChildExit exit(JoinResult<?> end) {
        return switch (end) {
            case JoinResult.Success<?> s -> ChildExit.NORMAL;
            case JoinResult.Failure<?>(ShutdownException e) -> ChildExit.SHUTDOWN;
            case JoinResult.Failure<?> f -> ChildExit.FAILED;
            default -> ChildExit.KILLED;
        };
    }

    private static @Nullable Duration limit(ChildSpec.Shutdown shutdown) {
        return switch (shutdown) {
            case ChildSpec.Shutdown.BrutalKill k -> ChildSpec.Shutdown.UNWINDING;
            case ChildSpec.Shutdown.Within(Duration limit) -> limit;
            case ChildSpec.Shutdown.Infinity i -> null;
        };
    }

    /** The child's end of its start. */
    private record Gate(Reply<Started> reply, TaskHandle<?> handle) implements SupervisedJob.Start {

        @Override
        public void ready() {
            reply.answer(new Started.Running(handle));
        }

        @Override
        public void ignore() {
            reply.answer(new Started.Ignored());
        }
    }
}
