package dev.mayfly.kernel.carrier;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The turns that were told of last because they held their carriers, at most {@value #KEPT}: for
 * those who look from time to time and do not listen.
 *
 * <p>Safe for use by any thread.
 */
final class HeldTurns {

    /**
     * More than carriers can be held at a time between two looks, on all but the largest machines.
     */
    static final int KEPT = 64;

    private record Told(CarrierHeld held, Carrier carrier, long turn, long since) {

        CarrierHeld.Turn seenAt(long now) {
            boolean over = carrier.turns() != turn || carrier.current() == null;
            return new CarrierHeld.Turn(held, Duration.ofNanos(now - since), over);
        }
    }

    /** Oldest first; guarded by this. */
    private final ArrayDeque<Told> turns = new ArrayDeque<>();

    synchronized void add(CarrierHeld held, Carrier carrier, long turn, long since) {
        if (turns.size() == KEPT) {
            turns.removeFirst();
        }
        turns.addLast(new Told(held, carrier, turn, since));
    }

    synchronized List<CarrierHeld.Turn> now(long now) {
        return turns.stream().map(told -> told.seenAt(now)).toList();
    }
}
