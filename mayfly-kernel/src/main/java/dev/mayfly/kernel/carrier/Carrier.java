package dev.mayfly.kernel.carrier;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A kernel thread that runs ready units, one after another. This file decides what runs next.
 *
 * <p><b>The order.</b> At each turn a carrier takes the first that there is of:
 *
 * <ol>
 *   <li>an urgent unit (priority 0 to 9) of the shared queue;
 *   <li>the unit in its own slot, which was woken by what ran here, so that its data is still warm;
 *       after {@value #SLOT_STREAK} times in a row the ring goes first;
 *   <li>the first of its own ring;
 *   <li>the next of the shared queue: the default band, in batches, then the low bands (11 to 31);
 *   <li>half of another carrier's ring.
 * </ol>
 *
 * <p>A coroutine that has ended asks for the next by {@link #nextTurn}, and runs it in its place
 * where it can: what comes next is the same.
 *
 * <p>A pool of one carrier has neither slot nor ring: there the order is exactly that of {@link
 * dev.mayfly.kernel.schedule.ReadyQueue}, most urgent first and first come, first served among
 * equals. With several carriers, urgent and low bands keep that order among themselves, since they
 * stand in one queue. The default band has an order at each place only: units from outside stand in
 * the shared queue; those that a unit makes ready stand in its carrier's ring, and once that was
 * full in the shared queue until no default unit is left there. From place to place they move in
 * batches, oldest first, and each place is first in, first out; but carriers work through their
 * batches side by side, and a turn that goes by age takes a unit of the shared queue ahead of older
 * ones in a ring.
 *
 * <p><b>Nobody starves.</b> Every {@value #AGEING_PERIOD}th turn goes to the one that has waited
 * longest in the shared queue, whatever its priority; and half way between, one turn goes to the
 * carrier's own ring (or to its slot, in streaks of {@value #SLOT_STREAK}) even when urgent units
 * wait. So in the shared queue a unit with {@code n} older ones is taken after at most {@code 61 ×
 * (n + 1)} turns of any one carrier, and in a ring, where at most 255 are older, after at most
 * {@code 61 × 4 × (n + 1)} turns of its own carrier, if nobody steals it before. In the slot it
 * stays while its carrier is held by one unit, until the watch moves it to the shared queue; and so
 * it does with a ring whose units would wait far longer there than elsewhere.
 *
 * <p>Thread rule: everything but {@link #wakeUp} and what says otherwise belongs to the carrier's
 * own thread, and to virtual threads mounted on it.
 */
final class Carrier extends Thread {

    static final int AGEING_PERIOD = 61;
    static final int SLOT_STREAK = 3;

    /** About 5 µs: work that comes in one by one would else put a carrier to sleep in between. */
    private static final int SWEEPS = 50;

    /** Among how many carriers a thief chooses. */
    private static final int MOST_CHOICES = 16;

    private static final int MOST_LEFTOVERS = 32;
    private static final long SPARE_LINGERS_NANOS = 1_000_000_000;
    private static final VarHandle SLOT;
    private static final VarHandle TURNS;
    private static final VarHandle CURRENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SLOT = lookup.findVarHandle(Carrier.class, "slot", ReadyUnit.class);
            TURNS = lookup.findVarHandle(Carrier.class, "turns", long.class);
            CURRENT = lookup.findVarHandle(Carrier.class, "current", ReadyUnit.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final CarrierPool pool;
    final int index;
    final boolean spare;
    final LocalRing ring = new LocalRing();

    /** What the watch knows of this carrier; belongs to the watch. */
    final Watch.Watched watched = new Watch.Watched();

    private final SharedQueue shared;
    private final Parking parking;
    private final Scale scale;

    /** Taken by exchange, since the watch may move it out. */
    private volatile @Nullable ReadyUnit slot;

    /** Written by the carrier, read by the watch. */
    private long turns;

    /** Written by the carrier, read by the watch. */
    @SuppressWarnings("UnusedVariable") // by CURRENT
    private @Nullable ReadyUnit current;

    /** What a coroutine found to be next and cannot run itself; nothing comes between. */
    private @Nullable ReadyUnit ahead;

    /** What units that have ended left for the next. */
    private final ArrayDeque<Leftover> leftovers = new ArrayDeque<>(MOST_LEFTOVERS);

    private int streak;
    private boolean searching;

    /** Whether the ring was full: further units then go to the shared queue until that is empty. */
    private boolean spilled;

    private volatile boolean asleep;

    /** Written by the carrier, read by the watch: how often it has fallen asleep. */
    private volatile int sleeps;

    private long random;

    Carrier(CarrierPool pool, int index, boolean spare, String name) {
        super(null, null, name, 0, false);
        this.pool = pool;
        this.index = index;
        this.spare = spare;
        this.shared = pool.shared;
        this.parking = pool.parking;
        this.scale = new Scale(pool.cpuClock, index);
        this.random = 0x9E3779B97F4A7C15L * (index + 1);
        setDaemon(true);
        setContextClassLoader(null);
    }

    // ---- what runs next

    @Override
    public void run() {
        try {
            boolean on = true;
            while (on && !retires()) {
                on = goesOn();
            }
        } finally {
            if (searching) {
                stopSearching();
            }
            CURRENT.setRelease(this, null);
            leftovers.forEach(Leftover::dismiss);
            pool.gone(this);
        }
    }

    /** One turn or one sleep. Returns false if it was the last. */
    private boolean goesOn() {
        try {
            ReadyUnit unit = ahead;
            if (unit == null) {
                unit = next();
            } else {
                ahead = null;
            }
            // Looked at after next() has filled the ring: either this sees that the pool is closed,
            // or whoever closes it sees what is in the ring.
            if (pool.isClosed()) {
                if (unit != null) {
                    pool.orphan(unit);
                }
                return false;
            }
            if (unit == null) {
                return sleepUntilWoken();
            }
            turn(unit);
        } catch (Throwable t) { // no memory for a moment: what was queued is where it was
            CarrierPool.report(t);
        }
        return true;
    }

    void turn(ReadyUnit unit) {
        beginTurn(unit);
        try {
            if (scale.passes()) {
                unit.run();
            } else {
                scale.weigh(unit);
            }
        } catch (Throwable t) { // a unit never harms its carrier
            CarrierPool.report(t);
        }
    }

    private void beginTurn(ReadyUnit unit) {
        // In this order: the watch looks at the unit first, and must not charge it with the time of
        // the one before.
        TURNS.setRelease(this, turns + 1);
        CURRENT.setRelease(this, unit);
    }

    /**
     * Ends the turn of a unit from within, and begins that of the next where the caller can run it.
     * Called by the unit that has its turn, on a virtual thread mounted here.
     *
     * @return what the caller is to run now; null if it must leave the carrier, which goes on then
     */
    @Nullable ReadyUnit nextTurn(Predicate<ReadyUnit> canRun) {
        // A virtual thread can neither be weighed alone nor read its carrier's processor time.
        if (spare || pool.isClosed() || scale.needsCarrier()) {
            return null;
        }
        ReadyUnit unit = own();
        if (unit == null || pool.isClosed() || !canRun.test(unit)) {
            ahead = unit;
            return null;
        }
        var _ = scale.passes(); // as was just asked
        beginTurn(unit);
        return unit;
    }

    boolean hasRoomForLeftovers() {
        return leftovers.size() < MOST_LEFTOVERS && !pool.isClosed();
    }

    void leave(Leftover leftover) {
        leftovers.push(leftover);
    }

    @Nullable Leftover takeLeftover() {
        return leftovers.poll();
    }

    private @Nullable ReadyUnit next() {
        ReadyUnit unit = searching && !hasLocal() ? null : own();
        if (unit == null) {
            unit = search();
        } else if (searching) {
            stopSearching();
        }
        if (unit == null) {
            CURRENT.setRelease(this, null);
        }
        return unit;
    }

    /** What this carrier can find without looking at others. */
    private @Nullable ReadyUnit own() {
        if (pool.single) {
            return shared.poll();
        }
        long turn = turns;
        if (turn % AGEING_PERIOD == 0 && !shared.isEmpty()) {
            ReadyUnit oldest = shared.pollOldest();
            if (oldest != null) {
                return oldest;
            }
        }
        if (shared.hasUrgent()) {
            boolean ringsTurn = turn % AGEING_PERIOD == AGEING_PERIOD / 2;
            ReadyUnit urgent = ringsTurn && !ring.isEmpty() ? null : shared.poll();
            if (urgent != null) {
                return urgent;
            }
        }
        ReadyUnit local = local();
        return local != null ? local : fromShared();
    }

    private @Nullable ReadyUnit local() {
        if (slot == null) {
            streak = 0;
            return ring.poll();
        }
        if (streak == SLOT_STREAK) {
            streak = 0;
            ReadyUnit first = ring.poll();
            if (first != null) {
                return first;
            }
        }
        streak++;
        ReadyUnit warm = takeSlot();
        return warm != null ? warm : ring.poll();
    }

    private @Nullable ReadyUnit fromShared() {
        if (shared.isEmpty()) {
            return null;
        }
        return pool.single ? shared.poll() : shared.pollBatch(ring, pool.size());
    }

    private @Nullable ReadyUnit search() {
        if (!searching) {
            searching = parking.startSearching();
        }
        if (!searching) {
            return null;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            ReadyUnit unit = fromShared();
            if (unit == null) {
                unit = steal();
            }
            if (unit != null) {
                stopSearching();
                return unit;
            }
            Thread.onSpinWait();
        }
        return null;
    }

    private void stopSearching() {
        searching = false;
        if (parking.stopSearching() && pool.hasWork()) {
            parking.wakeOne();
        }
    }

    /** The one of the greatest backlog first; then everybody, from a random one on. */
    private @Nullable ReadyUnit steal() {
        Carrier[] all = pool.carriers();
        if (all.length < 2) {
            return null;
        }
        int start = nextRandom(all.length);
        ReadyUnit unit = stealFrom(greatest(all, start));
        for (int i = 0; unit == null && i < all.length; i++) {
            unit = stealFrom(all[(start + i) % all.length]);
        }
        return unit;
    }

    /**
     * The carrier whose units will wait longest: of all where they are few, else of some drawn at
     * random (Mitzenmacher, "The Power of Two Choices", 2001). Of equals the first, from a random
     * one on.
     */
    private Carrier greatest(Carrier[] all, int start) {
        Carrier greatest = all[start];
        double most = pool.backlog(greatest);
        int others = Math.min(all.length, MOST_CHOICES) - 1;
        for (int i = 1; i <= others; i++) {
            boolean few = all.length <= MOST_CHOICES;
            Carrier other = all[few ? (start + i) % all.length : nextRandom(all.length)];
            double backlog = pool.backlog(other);
            if (backlog > most) {
                greatest = other;
                most = backlog;
            }
        }
        return greatest;
    }

    private @Nullable ReadyUnit stealFrom(Carrier victim) {
        int moved = victim == this ? 0 : victim.ring.moveHalfTo(ring);
        if (moved == 0) {
            return null;
        }
        pool.steals.increment();
        pool.stolen.add(moved);
        return ring.poll();
    }

    private int nextRandom(int bound) {
        random ^= random << 13; // Marsaglia, "Xorshift RNGs", 2003
        random ^= random >>> 7;
        random ^= random << 17;
        return (int) ((random >>> 33) % bound);
    }

    // ---- sleeping

    /** Returns false if this carrier is a spare and was not needed for a while. */
    boolean sleepUntilWoken() {
        if (!fallAsleep()) {
            pool.watch.wakeUp(); // it may have found all asleep in between
            return true;
        }
        while (asleep) {
            Parking.sleep(this, spare ? SPARE_LINGERS_NANOS : 0);
            Thread.interrupted(); // nobody is entitled to; a set flag would make the sleep a spin
            if (spare && asleep && parking.leave(this)) {
                return false;
            }
        }
        searching = true; // counted by whoever woke this carrier
        pool.watch.wakeUp();
        return true;
    }

    /** Enters among the sleepers, and then looks once more; returns false if there is work. */
    boolean fallAsleep() {
        asleep = true;
        int before = sleeps; // written by this thread only
        sleeps = before + 1;
        parking.enter(this);
        if (searching) {
            searching = false;
            parking.stopSearching();
        }
        if ((pool.hasWork() || pool.isClosed()) && parking.leave(this)) {
            asleep = false;
            return false;
        }
        return true;
    }

    boolean isAsleep() {
        return asleep;
    }

    /** Ends the sleep; the carrier counts as searching from here. Called by any thread. */
    void wakeUp() {
        asleep = false;
        LockSupport.unpark(this);
    }

    /** Whether this is a spare that is too many by now. Asked between two turns. */
    private boolean retires() {
        return spare && turns % AGEING_PERIOD == 0 && pool.hasTooManySpares();
    }

    // ---- what becomes ready here

    /** Takes a unit that what runs here has made ready. */
    void offer(ReadyUnit unit, boolean warm) {
        if (warm && slot == null) {
            SLOT.setRelease(this, unit);
            return; // its waker is likely to block soon: waking another carrier would only cost
        }
        if (spilled && !shared.hasDefault()) {
            spilled = false;
        }
        if (spilled || !ring.offer(unit)) {
            spilled = true;
            shared.add(unit);
        }
        parking.wakeOne();
    }

    /** Whether a unit of the default band is ready here. */
    boolean hasLocal() {
        return slot != null || !ring.isEmpty();
    }

    /** Takes what is in the slot. Called by the carrier and by the watch. */
    @Nullable ReadyUnit takeSlot() {
        return (ReadyUnit) SLOT.getAndSet(this, null);
    }

    // ---- what others see

    /** How many turns there were, the present one included. Called by any thread. */
    long turns() {
        return (long) TURNS.getAcquire(this);
    }

    /** What runs, or null. Called by any thread; a unit may be shown that has just ended. */
    @Nullable ReadyUnit current() {
        return (ReadyUnit) CURRENT.getAcquire(this);
    }

    /** How often the carrier has fallen asleep. Called by any thread. */
    int sleeps() {
        return sleeps;
    }

    /** Roughly how many units wait here. Called by any thread. */
    int queued() {
        return ring.size() + (slot == null ? 0 : 1);
    }
}
