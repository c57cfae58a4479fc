package dev.mayfly.agents.internal;

import dev.mayfly.agents.agent.AgentRef;
import dev.mayfly.agents.event.AgentEvent;
import dev.mayfly.agents.event.AgentListener;
import dev.mayfly.agents.event.DeadLetter;
import dev.mayfly.agents.internal.report.AgentFlight;
import dev.mayfly.agents.snapshot.AgentsSnapshot;
import dev.mayfly.kernel.concurrent.StripedCounter;
import dev.mayfly.kernel.time.Clock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what became of messages, keeps the latest dead letters and tells listeners. What each
 * agent took is counted by its own queue, and added here when it has ended.
 *
 * <p>Thread rule: safe for use by any thread.
 */
final class Ledger {

    static final int KEPT_LETTERS = 100;

    private final Clock clock;
    private final List<AgentListener> listeners = new CopyOnWriteArrayList<>();
    private final LongAdder listenerFailures = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder stopped = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder overflowed = new LongAdder();
    private final LongAdder voided = new LongAdder();
    private final StripedCounter spawned = new StripedCounter();
    private final StripedCounter ending = new StripedCounter();
    private final StripedCounter ended = new StripedCounter();
    private final StripedCounter retiredTaken = new StripedCounter();
    private final LongAdder failed = new LongAdder();

    /** Guarded by itself; newest first. */
    private final ArrayDeque<DeadLetter> letters = new ArrayDeque<>();

    Ledger(Clock clock) {
        this.clock = clock;
    }

    void add(AgentListener listener) {
        listeners.add(listener);
    }

    void remove(AgentListener listener) {
        listeners.remove(listener);
    }

    boolean isHeard() {
        return !listeners.isEmpty() || AgentFlight.mayRecord();
    }

    void tell(AgentEvent event) {
        if (AgentFlight.mayRecord()) {
            AgentFlight.record(event);
        }
        for (AgentListener listener : listeners) {
            try {
                listener.on(event);
            } catch (Throwable t) { // whoever watches must not harm who works
                listenerFailures.increment();
            }
        }
    }

    void spawned() {
        spawned.increment();
    }

    /** An agent is about to end; {@link #ended} follows, once it is no more among the living. */
    void ends() {
        ending.increment();
    }

    void ended(long taken) {
        retiredTaken.add(taken);
        ended.increment();
    }

    /** How many ends have begun. */
    long endsBegun() {
        return ending.sum();
    }

    /** How many ends are over: what those agents took is counted here. */
    long endsOver() {
        return ended.sum();
    }

    void rejected() {
        rejected.increment();
    }

    void failed() {
        failed.increment();
    }

    /** What was taken was no message: its sender was told, and has counted that. */
    void voided() {
        voided.increment();
    }

    void deadLetter(AgentRef<?> agent, Object message, DeadLetter.Reason reason) {
        switch (reason) {
            case STOPPED -> stopped.increment();
            case DROPPED -> dropped.increment();
            case OVERFLOW -> overflowed.increment();
        }
        var letter = new DeadLetter(agent, message, reason, clock.wallTime());
        synchronized (letters) {
            letters.addFirst(letter);
            if (letters.size() > KEPT_LETTERS) {
                letters.removeLast();
            }
        }
        if (isHeard()) {
            tell(new AgentEvent.Undelivered(letter));
        }
    }

    List<DeadLetter> letters() {
        synchronized (letters) {
            return Collections.unmodifiableList(new ArrayList<>(letters));
        }
    }

    void listenerFailed() {
        listenerFailures.increment();
    }

    long listenerFailures() {
        return listenerFailures.sum();
    }

    /**
     * Adds up.
     *
     * @param taken by those alive
     * @param waiting at those alive
     * @param over how many ends were over before those alive were looked at
     */
    AgentsSnapshot.Totals totals(long taken, long waiting, long over) {
        long fromQueues = taken + retiredTaken.sum() - voided.sum();
        long lost = dropped.sum() + overflowed.sum();
        return new AgentsSnapshot.Totals(
                fromQueues + waiting + rejected.sum() + stopped.sum(),
                fromQueues - lost,
                failed.sum(),
                rejected.sum(),
                stopped.sum(),
                dropped.sum(),
                overflowed.sum(),
                spawned.sum(),
                over);
    }
}
