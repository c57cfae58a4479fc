package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.AgentHandler;
import dev.mayfly.agents.agent.AgentSpec;
import dev.mayfly.agents.agent.OnFailure;
import dev.mayfly.agents.agent.StopMode;
import dev.mayfly.agents.agent.Termination;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.agents.snapshot.AgentSnapshot;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * An agent without a stack: a unit of the carriers that is ready while it has messages.
 *
 * <p>A turn handles up to {@value #BATCH} messages, or as many as fit the carrier's quantum, and
 * then goes behind its equals. Its fields belong to the turn; one turn sees what the one before did
 * by way of the queue's word.
 */
final class HandlerCell<M> extends Cell<M> {

    /** How many messages a turn handles at most; one more where it is measured. */
    static final int BATCH = 64;

    /** One turn of so many is measured; a power of two. */
    private static final int MEASURED = 64;

    private enum Phase {
        /** Has no handler: is to begin, or to begin anew. */
        NEW,
        /** Handles messages. */
        RUNNING,
        /** Is to begin anew once its children have ended. */
        RESTARTING,
        /** Gives up what it has left. */
        DROPPING,
        /** Waits for its children to end. */
        ENDING,
        /** Is no more. */
        ENDED
    }

    private final Lane lane;
    private final Supplier<? extends AgentHandler<M>> maker;
    private @Nullable AgentHandler<M> handler;
    private Phase phase = Phase.NEW;
    private int turns;

    private @Nullable Throwable cause;

    /** Written by the carriers' watch. */
    private volatile boolean quantumSpent;

    HandlerCell(
            Agents agents,
            long id,
            AgentSpec<M> spec,
            Supplier<? extends AgentHandler<M>> maker,
            @Nullable Cell<?> parent,
            Lane lane) {
        super(agents, id, spec, parent, true);
        this.maker = maker;
        this.lane = lane;
    }

    // ---- turns

    @Override
    void wake() {
        lane.wake(this);
    }

    @Override
    protected void run() {
        int now = agents.stamps().now();
        profile.rested(queue.taken(), active, now);
        active = now;
        boolean called = queue.heed();
        int done = called ? 1 : 0; // a call is settled as a message is
        if (phase == Phase.RUNNING && !called || attend(called)) {
            done += (turns++ & MEASURED - 1) == 0 ? measured() : work();
            if (stopMode() != null && queue.isOver(done)) {
                end();
            }
        }
        endTurn(done);
    }

    private void endTurn(int done) {
        if (phase == Phase.RESTARTING && queue.settleAndPark(done)) {
            return;
        }
        if (queue.settle(done)) {
            lane.yielded(this);
        }
        relieve();
    }

    private int measured() {
        Object first = queue.poll();
        if (first == null) {
            turns--; // the next is measured instead: there was nothing to measure
            return 0;
        }
        Clock clock = agents.surroundings().clock();
        long begin = clock.nanoTime();
        agents.pace().handled((agents.stamps().now() - queue.stamp()) * 1_000_000L);
        quantumSpent = false;
        take(first);
        int done = 1;
        if (!quantumSpent && phase != Phase.RESTARTING) {
            done += work();
        }
        profile.ran(clock.nanoTime() - begin, done);
        profile.handled(queue.taken(), agents.stamps().now());
        return done;
    }

    /** Handles what there is; returns how many messages were taken. */
    private int work() {
        if (quantumSpent) { // or each turn would pay for a fence
            quantumSpent = false;
        }
        int done = 0;
        while (done < BATCH) {
            Object message = queue.poll();
            if (message == null) {
                break;
            }
            done++;
            take(message);
            if (quantumSpent || phase == Phase.RESTARTING) {
                break;
            }
        }
        return done;
    }

    private void take(Object message) {
        if (isExcess()) {
            drop(message, DeadLetter.Reason.OVERFLOW);
        } else if (phase == Phase.RUNNING && stopMode() != StopMode.DROP) {
            handle(message);
        } else {
            drop(message, DeadLetter.Reason.DROPPED);
        }
    }

    @SuppressWarnings("unchecked") // senders are checked by the compiler
    private void handle(Object message) {
        AgentHandler<M> current = handler;
        assert current != null : "running without a handler";
        if (message instanceof Special) {
            handleSpecial(current, message);
            return;
        }
        inHand = true;
        try {
            current.onMessage((M) message, this);
        } catch (Throwable t) {
            failed(t);
        }
        inHand = false;
    }

    @SuppressWarnings("unchecked") // as above
    private void handleSpecial(AgentHandler<M> current, Object message) {
        if (!(message instanceof Question<?> question)) {
            agents.ledger().voided();
            return;
        }
        inHand = true;
        try {
            current.onMessage((M) Objects.requireNonNull(question.message()), this);
        } catch (Throwable t) {
            var _ = question.answer().fail(t);
            failed(t);
        }
        inHand = false;
    }

    // ---- what is no message

    /** Does what is due before messages; returns whether they may have their turn. */
    private boolean attend(boolean called) {
        if (phase == Phase.NEW && stopMode() != StopMode.DROP) {
            begin();
        }
        if (called) {
            heed();
        }
        if (phase == Phase.ENDING && !hasChildren()) {
            finish();
        } else if (phase == Phase.RESTARTING && !hasChildren()) {
            ties().barren(false);
            begin();
        }
        return phase == Phase.RUNNING || phase == Phase.DROPPING;
    }

    private void heed() {
        if (phase == Phase.ENDING || phase == Phase.ENDED) {
            return;
        }
        Throwable escalated = takeEscalated();
        if (escalated != null) {
            failed(escalated);
        }
        if (stopMode() == StopMode.DROP && phase != Phase.ENDED) {
            phase = Phase.DROPPING;
        }
    }

    private void begin() {
        agents.pace().begins(this);
        phase = Phase.RUNNING;
        try {
            AgentHandler<M> made = Objects.requireNonNull(maker.get(), "the handler is null");
            handler = made;
            tellStarted();
            made.onStart(this);
        } catch (Throwable t) {
            failed(t);
        }
    }

    // ---- failures

    private void failed(Throwable thrown) {
        inHand = false;
        profile.failed();
        agents.ledger().failed();
        if (thrown instanceof InterruptedException) {
            var _ = Thread.interrupted(); // the carrier's next unit is not meant
        }
        AgentEvent.Action action = action();
        agents.ledger().tell(new AgentEvent.Failed(this, thrown, action));
        switch (action) {
            case RESTARTS -> restart();
            case STOPS, ESCALATES -> {
                cause = thrown;
                stop(StopMode.DROP);
                phase = Phase.DROPPING;
            }
            case RESUMES, NONE -> {
                // as before
            }
        }
    }

    private AgentEvent.Action action() {
        if (phase != Phase.RUNNING || stopMode() == StopMode.DROP) {
            return AgentEvent.Action.NONE;
        }
        OnFailure rule = spec.onFailure();
        if (rule == OnFailure.RESTART) {
            return mayRestart() ? AgentEvent.Action.RESTARTS : AgentEvent.Action.STOPS;
        }
        return switch (rule) {
            case RESUME -> handler == null ? AgentEvent.Action.STOPS : AgentEvent.Action.RESUMES;
            case ESCALATE -> AgentEvent.Action.ESCALATES;
            case STOP, RESTART -> AgentEvent.Action.STOPS;
        };
    }

    private void restart() {
        handler = null;
        if (hasChildren()) {
            phase = Phase.RESTARTING;
            endChildren(StopMode.DROP);
            call();
        } else {
            begin();
        }
    }

    // ---- the end

    /** No message is left and none will come. */
    private void end() {
        phase = Phase.ENDING;
        endChildren(Objects.requireNonNull(stopMode()));
        if (!hasChildren()) {
            finish();
        }
    }

    private void finish() {
        phase = Phase.ENDED;
        AgentHandler<M> last = handler;
        handler = null;
        if (last != null) {
            try {
                last.onStop(this);
            } catch (Throwable t) {
                profile.failed();
                agents.ledger().tell(new AgentEvent.Failed(this, t, AgentEvent.Action.NONE));
            }
        }
        ended(cause == null ? Termination.Reason.STOPPED : Termination.Reason.FAILED, cause);
    }

    @Override
    protected void orphaned() {
        if (phase == Phase.ENDED) {
            return;
        }
        stop(StopMode.DROP);
        int done = 0;
        while (!queue.isOver(done)) {
            Object message = queue.poll();
            if (message == null) {
                Thread.onSpinWait(); // its sender is about to put it there
            } else {
                done++;
                drop(message, DeadLetter.Reason.DROPPED);
            }
        }
        phase = Phase.ENDED;
        ended(Termination.Reason.ABANDONED, null);
    }

    @Override
    void kill() {
        stop(StopMode.DROP);
    }

    @Override
    protected void quantumSpent() {
        quantumSpent = true;
    }

    // ---- what others ask

    @Override
    boolean isRunHere() {
        return Lane.running() == this;
    }

    @Override
    boolean mayHaveChildren() {
        return phase != Phase.ENDING && phase != Phase.ENDED;
    }

    @Override
    AgentSnapshot.State state() {
        return phase == Phase.NEW ? AgentSnapshot.State.STARTING : AgentSnapshot.State.RUNNING;
    }

    @Override
    String style() {
        return "handler";
    }
}
