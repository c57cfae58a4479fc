package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.AgentBody;
import dev.mayfly.agents.agent.AgentEndedException;
import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.Mailbox;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.kernel.task.TaskCancelledException;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskHandle;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.WeighedJob;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** An agent with a stack: a task that waits for its messages. Its fields belong to that task. */
final class BodyCell<M> extends Cell<M> implements Mailbox<M> {

    /** How many messages may be taken and not yet settled. */
    private static final int UNSETTLED = 32;

    /** One message of so many is measured; a power of two. */
    private static final int MEASURED = 64;

    private final Supplier<? extends AgentBody<M>> maker;
    private @Nullable TaskContext task;
    private @Nullable Question<?> question;
    private int unsettled;

    /** Written when the task was submitted. */
    private volatile @Nullable TaskHandle<?> handle;

    /** Written when the task begins. */
    private volatile @Nullable Thread thread;

    BodyCell(
            Agents agents,
            long id,
            AgentSpec<M> spec,
            Supplier<? extends AgentBody<M>> maker,
            @Nullable Cell<?> parent) {
        super(agents, id, spec, parent, false);
        this.maker = maker;
    }

    /** Starts the task. */
    void start(String queueName) {
        var options = TaskOptions.named(name()).withPriority(spec.priority().value());
        TaskHandle<String> started =
                agents.scheduler().spawnService(queueName, options, new Living());
        handle = started;
        var _ = started.future().whenComplete((result, failure) -> abandoned());
    }

    /** What the task does. */
    private final class Living implements WeighedJob<String> {

        @Override
        public String run(TaskContext running) {
            live(running);
            return "ended";
        }

        @Override
        public void weighed(long cpuNanos, int turns) {
            BodyCell.this.weighed(cpuNanos, turns);
        }
    }

    @Override
    void kill() {
        stop(StopMode.DROP);
        TaskHandle<?> started = handle;
        if (started != null) {
            var _ = started.cancel();
        }
    }

    // ---- life

    private void live(TaskContext running) {
        task = running;
        thread = Thread.currentThread();
        agents.pace().begins(this);
        Throwable cause = null;
        Termination.Reason reason = Termination.Reason.RETURNED;
        try {
            while (!once()) {
                endFamily(StopMode.DROP);
                ties().barren(false);
            }
        } catch (AgentEndedException e) {
            reason = Termination.Reason.STOPPED;
        } catch (TaskCancelledException e) {
            reason = Termination.Reason.ABANDONED;
        } catch (Failure e) {
            reason = Termination.Reason.FAILED;
            cause = e.getCause();
        }
        finish(reason, cause);
        thread = null; // it may run another task next, which is not this agent
    }

    /** What ends an agent that is not to begin anew. */
    private static final class Failure extends RuntimeException {

        @java.io.Serial private static final long serialVersionUID = 1;

        Failure(Throwable cause) {
            super(null, cause, false, false);
        }
    }

    /** Runs the body once; returns true if it has returned, false if it is to begin anew. */
    private boolean once() {
        try {
            AgentBody<M> body = Objects.requireNonNull(maker.get(), "the body is null");
            tellStarted();
            body.run(this);
            return true;
        } catch (AgentEndedException | TaskCancelledException e) {
            throw e;
        } catch (Throwable t) {
            failed(t);
            return false;
        }
    }

    private void failed(Throwable thrown) {
        profile.failed();
        agents.ledger().failed();
        Question<?> asked = question;
        if (asked != null) {
            var _ = asked.answer().fail(thrown);
        }
        if (thrown instanceof InterruptedException) {
            var _ = Thread.interrupted(); // it has been answered
        }
        AgentEvent.Action action = action();
        agents.ledger().tell(new AgentEvent.Failed(this, thrown, action));
        if (action != AgentEvent.Action.RESTARTS) {
            throw new Failure(thrown);
        }
    }

    private AgentEvent.Action action() {
        OnFailure rule = spec.onFailure();
        if (stopMode() == StopMode.DROP) {
            return AgentEvent.Action.NONE;
        }
        if (rule == OnFailure.STOP || rule == OnFailure.ESCALATE) {
            return rule == OnFailure.STOP ? AgentEvent.Action.STOPS : AgentEvent.Action.ESCALATES;
        }
        return mayRestart() ? AgentEvent.Action.RESTARTS : AgentEvent.Action.STOPS;
    }

    private void finish(Termination.Reason reason, @Nullable Throwable cause) {
        question = null;
        stop(StopMode.DROP);
        dropRest();
        try {
            endFamily(StopMode.DRAIN);
        } catch (TaskCancelledException e) {
            // Its children have been asked to end, and do so without it.
        }
        ended(reason, cause);
        // A wake-up that nobody waits for any more would be kept for ever.
        var _ = agents.scheduler().takeSignal(this);
    }

    private void dropRest() {
        while (!queue.isOver(unsettled)) {
            Object message = queue.poll();
            if (message == null) {
                Thread.onSpinWait(); // its sender is about to put it there
            } else {
                unsettled++;
                drop(message, DeadLetter.Reason.DROPPED);
            }
        }
    }

    /** Asks the children to end and waits until they have. */
    private void endFamily(StopMode mode) {
        endChildren(mode);
        if (!hasChildren()) {
            return;
        }
        for (AgentRef<?> child : ties().children()) {
            CompletableFuture<Termination> end = child.termination().toCompletableFuture();
            var _ = tasks().awaitStage("the end of child " + child.name(), end, null);
        }
    }

    /** The task is over, however that came: by a cancellation before it began, for instance. */
    void abandoned() {
        if (!hasEnded()) {
            stop(StopMode.DROP);
            dropRest();
            ended(Termination.Reason.ABANDONED, null);
        }
    }

    // ---- messages

    @Override
    public M receive() {
        M message = receive(true, null);
        return Objects.requireNonNull(message, "came back without a message");
    }

    @Override
    public @Nullable M receive(Duration timeout) {
        return receive(timeout.isPositive(), agents.surroundings().deadline(timeout));
    }

    @Override
    public @Nullable M tryReceive() {
        return receive(false, null);
    }

    private @Nullable M receive(boolean waits, @Nullable Long deadline) {
        checkOwn("the mailbox");
        question = null;
        inHand = false;
        while (true) {
            relieve();
            heed();
            Object message = queue.poll();
            if (message != null) {
                unsettled++;
                M content = take(message);
                if (content != null) {
                    return content;
                }
            } else if (settleAll()) {
                Thread.onSpinWait(); // a sender is about to put a message there
            } else if (stopMode() != null) {
                throw new AgentEndedException(name());
            } else if (!waits || !await(deadline)) {
                return null;
            }
        }
    }

    @SuppressWarnings("unchecked") // senders are checked by the compiler
    private @Nullable M take(Object message) {
        if (unsettled >= UNSETTLED) {
            var _ = settleAll();
        }
        if (isExcess()) {
            drop(message, DeadLetter.Reason.OVERFLOW);
            return null;
        }
        if (message == Special.VOID) {
            agents.ledger().voided();
            return null;
        }
        int now = agents.stamps().now();
        profile.rested(queue.taken() - 1, active, now);
        profile.handled(queue.taken(), now);
        active = now;
        if ((queue.taken() & MEASURED - 1) == 1) {
            agents.pace().handled((now - queue.stamp()) * 1_000_000L);
        }
        inHand = true;
        if (message instanceof Question<?> asked) {
            question = asked;
            return (M) asked.message();
        }
        return (M) message;
    }

    /** Settles what was taken; returns whether there is more. */
    private boolean settleAll() {
        boolean more = queue.settle(unsettled);
        unsettled = 0;
        return more;
    }

    private void heed() {
        if (queue.heed()) {
            Throwable escalated = takeEscalated();
            if (escalated != null) {
                throw new ChildFailed(escalated);
            }
        }
        if (stopMode() == StopMode.DROP) {
            dropRest();
            throw new AgentEndedException(name());
        }
    }

    /** A child's failure, thrown at its parent's next look for messages. */
    private static final class ChildFailed extends RuntimeException {

        @java.io.Serial private static final long serialVersionUID = 1;

        ChildFailed(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Waits to be woken; false if the time was up before. */
    private boolean await(@Nullable Long deadline) {
        if (!queue.park()) {
            return true;
        }
        boolean woken = false;
        try {
            if (deadline == null) {
                tasks().awaitSignal(this);
                woken = true;
            } else {
                woken = tasks().awaitSignalUntil(this, deadline);
            }
        } finally {
            boolean parked = queue.unpark();
            if (!woken && !parked) {
                woken = true; // somebody has taken it upon himself to signal
                swallowSignal();
            }
        }
        return woken;
    }

    /** A signal that is on its way finds nobody: it is kept, and waits for the next wait. */
    private void swallowSignal() {
        var _ = agents.scheduler().takeSignal(this);
    }

    @Override
    void wake() {
        var _ = agents.scheduler().signal(this);
        if (hasEnded()) {
            var _ = agents.scheduler().takeSignal(this);
        }
    }

    private TaskContext tasks() {
        TaskContext running = task;
        assert running != null : "has not begun";
        return running;
    }

    // ---- what others ask

    @Override
    boolean isRunHere() {
        return Thread.currentThread() == thread;
    }

    @Override
    boolean mayHaveChildren() {
        return true;
    }

    @Override
    AgentSnapshot.State state() {
        return thread == null ? AgentSnapshot.State.STARTING : AgentSnapshot.State.RUNNING;
    }

    @Override
    String style() {
        return "body";
    }

    @Override
    protected void run() {
        throw new AssertionError(this + " runs as a task");
    }

    @Override
    protected void orphaned() {
        throw new AssertionError(this + " runs as a task");
    }

    // ---- the body's means

    @Override
    public TaskContext task() {
        checkOwn("the task");
        return tasks();
    }
}
