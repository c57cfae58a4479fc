package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.snapshot.SupervisorSnapshot;
import dev.mayfly.kernel.supervise.AutoShutdown;
import dev.mayfly.kernel.supervise.ChildCounts;
import dev.mayfly.kernel.supervise.ChildExit;
import dev.mayfly.kernel.supervise.ChildInfo;
import dev.mayfly.kernel.supervise.ChildSpec;
import dev.mayfly.kernel.supervise.ChildStartException;
import dev.mayfly.kernel.supervise.RestartStrategy;
import dev.mayfly.kernel.supervise.ShutdownException;
import dev.mayfly.kernel.supervise.Supervisor;
import dev.mayfly.kernel.supervise.SupervisorSpec;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.task.TaskTimeoutException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A supervisor: one task that attends to its mailbox. The rules are those of OTP's {@code
 * supervisor}; where its documentation leaves a case open, those of its implementation.
 */
public final class SupervisorTask implements Supervisor {

    private final SupervisorHost host;
    private final SupervisorSpec spec;
    private final String name;
    private final @Nullable TaskId parent;
    private final boolean dynamic;
    private final Children children;
    private final Restarts restarts;
    private final Mailbox mailbox;
    private volatile @Nullable TaskHandle<?> handle;
    private volatile @Nullable Nursery nursery;

    /** Written before it is listed by the host, read by those who find it there. */
    private long began;

    /**
     * Prepares a supervisor.
     *
     * @param host the kernel
     * @param spec what it is made of
     * @param name its name, those above it included
     * @param parent the supervisor above it
     */
    public SupervisorTask(
            SupervisorHost host, SupervisorSpec spec, String name, @Nullable TaskId parent) {
        this.host = host;
        this.spec = spec;
        this.name = name;
        this.parent = parent;
        this.children = new Children(name);
        this.dynamic = spec.strategy() == RestartStrategy.SIMPLE_ONE_FOR_ONE;
        this.restarts = new Restarts(spec.intensity());
        this.mailbox = new Mailbox(host, "news for supervisor " + name);
    }

    // ---- the task

    /**
     * The body of the supervisor's task. It always ends by throwing.
     *
     * @param task the supervisor's system calls
     * @param start is told when all children have started
     * @return nothing
     * @throws ChildStartException if a child fails to start
     * @throws ShutdownException if the supervisor gives up, or shuts down by itself
     * @throws TaskCancelledException if the task is cancelled
     */
    public Object run(TaskContext task, Reply<Started> start) {
        TaskHandle<?> self = host.handle(task.id());
        handle = self;
        began = host.nanoTime();
        var nurse = new Nursery(host, name, children, mailbox, task);
        nursery = nurse;
        host.began(this);
        host.emit(now -> new KernelEvent.SupervisorStarted(now, task.id(), name, parent));
        try {
            startFirst(nurse);
            start.answer(new Started.Running(self));
            while (true) {
                attend(nurse, mailbox.take(task));
            }
        } finally {
            host.shielded(() -> end(task, nurse));
        }
    }

    /**
     * Waits until all children have started.
     *
     * @param task the task that runs this
     * @param start what {@link #run} tells
     * @return this
     * @throws InterruptedException if a thread that is no task is interrupted
     * @throws ChildStartException if a child failed to start
     * @throws TaskCancelledException if this supervisor was cancelled meanwhile, or the caller was
     */
    public Supervisor awaitStart(TaskHandle<?> task, Reply<Started> start)
            throws InterruptedException {
        var _ =
                task.future()
                        .whenComplete((value, failure) ->
                                start.answer(new Started.Failed(Objects.requireNonNull(failure))));
        if (start.await(host) instanceof Started.Failed(Throwable cause)) {
            if (cause instanceof ChildStartException failure) {
                throw failure;
            }
            throw new TaskCancelledException("supervisor " + name + " was cancelled as it started");
        }
        return this;
    }

    private void startFirst(Nursery nurse) {
        for (ChildSpec childSpec : spec.children()) {
            Child child = children.add(childSpec, false);
            switch (nurse.start(child)) {
                case Started.Failed(Throwable cause) ->
                        throw new ChildStartException(name, childSpec.id(), cause);
                case Started.Ignored ignored -> forgetIfTemporary(child);
                case Started.Running running -> {}
            }
        }
    }

    private void attend(Nursery nurse, Mailbox.Message message) {
        switch (message) {
            case Mailbox.Message.Exited(TaskId id) -> {
                Child child = children.find(id);
                TaskHandle<?> ended = child == null ? null : child.task;
                // One that is not known was ended by this supervisor, which has seen to it.
                if (child != null && ended != null) {
                    exited(nurse, child, nurse.exited(child, ended));
                }
            }
            case Mailbox.Message.TryAgain(Child child) -> {
                if (child.restarting) {
                    restart(nurse, child);
                }
            }
            case Mailbox.Message.Request request -> request.work().run();
        }
    }

    private void exited(Nursery nurse, Child child, ChildExit exit) {
        children.stopped(child, false);
        boolean again =
                switch (child.spec.restart()) {
                    case PERMANENT -> true;
                    case TRANSIENT -> exit.isAbnormal();
                    case TEMPORARY -> false;
                };
        if (again) {
            restart(nurse, child);
            return;
        }
        if (dynamic) {
            children.remove(child);
        } else {
            forgetIfTemporary(child);
        }
        shutDownBy(child);
    }

    /** Ends this supervisor if that is what the end of a child means. */
    private void shutDownBy(Child child) {
        if (!child.spec.significant()) {
            return;
        }
        boolean over =
                switch (spec.autoShutdown()) {
                    case NEVER -> false;
                    case ANY_SIGNIFICANT -> true;
                    case ALL_SIGNIFICANT -> !children.anySignificant();
                };
        if (over) {
            throw new ShutdownException(
                    "supervisor "
                            + name
                            + " shuts down since child \""
                            + child.spec.id()
                            + "\" has ended ("
                            + (spec.autoShutdown() == AutoShutdown.ANY_SIGNIFICANT
                                    ? "any significant"
                                    : "the last significant")
                            + ")");
        }
    }

    private void restart(Nursery nurse, Child child) {
        long time = host.nanoTime();
        String id = child.spec.id();
        if (!restarts.add(time)) {
            host.emit(now -> new KernelEvent.SupervisorEscalated(now, name, id, spec.intensity()));
            throw new ShutdownException(
                    "supervisor "
                            + name
                            + " gives up: child \""
                            + id
                            + "\" would exceed the restart intensity of "
                            + spec.intensity());
        }
        int left = restarts.left(time);
        host.emit(now -> new KernelEvent.ChildRestarting(now, name, id, spec.strategy(), left));
        restart(
                nurse,
                switch (spec.strategy()) {
                    case ONE_FOR_ONE, SIMPLE_ONE_FOR_ONE -> List.of(child);
                    case REST_FOR_ONE -> children.from(child);
                    case ONE_FOR_ALL -> children.list();
                });
    }

    private void restart(Nursery nurse, List<Child> inOrder) {
        nurse.terminate(inOrder);
        for (Child child : inOrder) {
            if (child.isTemporary()) {
                continue;
            }
            if (nurse.start(child) instanceof Started.Failed) {
                children.stopped(child, true);
                mailbox.offer(new Mailbox.Message.TryAgain(child));
                return;
            }
        }
    }

    private void end(TaskContext task, Nursery nurse) {
        if (dynamic) {
            nurse.terminateTogether(children.list());
        } else {
            nurse.terminate(children.list());
        }
        for (Mailbox.Message message : mailbox.close(task)) {
            if (message instanceof Mailbox.Message.Request request) {
                request.refusal().run();
            }
        }
        host.ended(this);
        host.emit(now -> new KernelEvent.SupervisorEnded(now, task.id(), name));
    }

    private void forgetIfTemporary(Child child) {
        if (child.isTemporary()) {
            children.remove(child);
        }
    }

    // ---- what others see and ask

    @Override
    public String name() {
        return name;
    }

    @Override
    public TaskHandle<?> task() {
        return Objects.requireNonNull(handle, "supervisors are handed out when they have begun");
    }

    @Override
    public Optional<TaskHandle<?>> startChild(ChildSpec child) throws InterruptedException {
        if (dynamic) {
            throw new IllegalStateException(
                    "the children of supervisor "
                            + name
                            + " are dynamic; start one by its job alone: startChild(job)");
        }
        spec.check(child);
        return ask("the start of child " + child.id(), nurse -> add(nurse, child));
    }

    private Optional<TaskHandle<?>> add(Nursery nurse, ChildSpec childSpec) {
        Child present = children.find(childSpec.id());
        if (present != null) {
            throw new IllegalArgumentException(
                    children.describe(present)
                            + (present.task == null ? "; start it by restartChild" : "")
                            + ", or choose another id");
        }
        Child child = children.add(childSpec, false);
        return switch (nurse.start(child)) {
            case Started.Running(TaskHandle<?> task) -> Optional.of(task);
            case Started.Ignored ignored -> {
                forgetIfTemporary(child);
                yield Optional.empty();
            }
            case Started.Failed(Throwable cause) -> {
                children.remove(child);
                throw new ChildStartException(name, childSpec.id(), cause);
            }
        };
    }

    @Override
    public TaskHandle<?> startChild(SchedulableJob<?> job) throws InterruptedException {
        ChildSpec template = spec.template();
        if (template == null) {
            throw new IllegalStateException(
                    "the children of supervisor "
                            + name
                            + " are not dynamic; start one by its spec: startChild(ChildSpec)");
        }
        var child =
                ChildSpec.worker(template.id(), job)
                        .withRestart(template.restart())
                        .withShutdown(template.shutdown());
        return ask("the start of a child", nurse -> addDynamic(nurse, child));
    }

    private TaskHandle<?> addDynamic(Nursery nurse, ChildSpec childSpec) {
        Child child = children.add(childSpec, true);
        return switch (nurse.start(child)) {
            case Started.Running(TaskHandle<?> task) -> task;
            case Started.Ignored ignored -> throw new AssertionError("plain jobs cannot ignore");
            case Started.Failed(Throwable cause) -> {
                children.remove(child);
                throw new ChildStartException(name, childSpec.id(), cause);
            }
        };
    }

    @Override
    public void terminateChild(String id) throws InterruptedException {
        if (dynamic) {
            throw new IllegalStateException(
                    "the children of supervisor "
                            + name
                            + " are dynamic and share one id; end one by its task's id");
        }
        ask(
                "the end of child " + id,
                nurse -> {
                    Child child = children.known(id);
                    nurse.terminate(child);
                    forgetIfTemporary(child);
                    return true;
                });
    }

    @Override
    public void terminateChild(TaskId task) throws InterruptedException {
        ask(
                "the end of " + task,
                nurse -> {
                    Child child = children.find(task);
                    if (child == null) {
                        throw new IllegalArgumentException(
                                "no child of supervisor " + name + " runs as " + task);
                    }
                    nurse.terminate(child);
                    if (dynamic || child.isTemporary()) {
                        children.remove(child);
                    }
                    return true;
                });
    }

    @Override
    public Optional<TaskHandle<?>> restartChild(String id) throws InterruptedException {
        return ask(
                "the start of child " + id,
                nurse -> {
                    Child child = children.stopped(id);
                    return switch (nurse.start(child)) {
                        case Started.Running(TaskHandle<?> task) -> Optional.of(task);
                        case Started.Ignored ignored -> Optional.empty();
                        case Started.Failed(Throwable cause) ->
                                throw new ChildStartException(name, id, cause);
                    };
                });
    }

    @Override
    public void deleteChild(String id) throws InterruptedException {
        ask(
                "the removal of child " + id,
                nurse -> {
                    children.remove(children.stopped(id));
                    return true;
                });
    }

    @Override
    public List<ChildInfo> whichChildren() throws InterruptedException {
        return ask("the list of children", nurse -> children.infos());
    }

    @Override
    public ChildCounts countChildren() throws InterruptedException {
        return ask("the count of children", nurse -> children.counts());
    }

    @Override
    public Optional<Supervisor> supervisor(String id) {
        SupervisorTask found = children.supervisor(id);
        return found == null || found.handle == null ? Optional.empty() : Optional.of(found);
    }

    // ---- requests

    private interface Work<T> {
        T carryOut(Nursery nurse);
    }

    private <T> T ask(String what, Work<T> work) throws InterruptedException {
        Nursery nurse = nursery;
        TaskContext caller = host.current();
        if (nurse == null) {
            throw gone();
        }
        if (caller != null && caller.id().equals(nurse.starting())) {
            throw new IllegalStateException(
                    caller.name()
                            + " asked for "
                            + what
                            + " while supervisor "
                            + name
                            + " waits for it to start; say that it is ready first");
        }
        var reply = new Reply<T>(what + " by supervisor " + name);
        var request =
                new Mailbox.Message.Request(
                        () -> carryOut(reply, () -> work.carryOut(nurse)),
                        () -> reply.fail(gone()));
        if (!mailbox.offer(request)) {
            throw gone();
        }
        return reply.await(host);
    }

    private <T> void carryOut(Reply<T> reply, Supplier<T> work) {
        try {
            reply.answer(work.get());
        } catch (TaskCancelledException | TaskTimeoutException e) {
            // It is the supervisor that is to end, not whoever asked.
            reply.fail(gone());
            throw e;
        } catch (RuntimeException e) {
            reply.fail(e);
        }
    }

    private IllegalStateException gone() {
        return new IllegalStateException(
                "supervisor " + name + " has ended, or is about to; start it again by supervise");
    }

    /**
     * Takes a picture.
     *
     * @return the picture
     */
    public SupervisorSnapshot snapshot() {
        long now = host.nanoTime();
        return new SupervisorSnapshot(
                task().id(),
                name,
                parent,
                spec.strategy(),
                spec.intensity(),
                restarts.left(now),
                Duration.ofNanos(now - began),
                mailbox.size(),
                children.snapshots(now),
                children.stuck());
    }
}
