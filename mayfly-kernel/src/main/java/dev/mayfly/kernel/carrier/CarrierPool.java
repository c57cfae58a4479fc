package dev.mayfly.kernel.carrier;

import dev.mayfly.kernel.task.Priority;
import dev.mayfly.kernel.time.CpuClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A work-stealing scheduler: carriers with queues of their own, and one queue that they share. In
 * the words of the Go runtime, whose shape this is, units are G, carriers are M and P in one, since
 * a carrier that is held up is helped by a spare with a queue of its own.
 *
 * <p>What runs next is decided in {@link Carrier}; who is woken when in {@link Parking}; what
 * happens to those that hold a carrier too long in {@link Watch}.
 *
 * <p>Idle carriers sleep and cost no CPU.
 *
 * <p>Thread rule: all methods may be called by any thread, also by units while they run.
 */
public final class CarrierPool implements AutoCloseable {

    final SharedQueue shared = new SharedQueue();
    final Parking parking;
    final BacklogForecast forecast;
    final CpuClock cpuClock;
    final Watch watch;
    final LongAdder steals = new LongAdder();
    final LongAdder stolen = new LongAdder();

    /** Whether there is one carrier only, which then keeps the exact order. */
    final boolean single;

    private final String name;
    private final CarrierSettings settings;
    private final Consumer<Thread> starter;

    /** Never taken by units, only by carriers and the watch; so it may be one that parks. */
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicInteger spares = new AtomicInteger();
    private final LongAdder sparesAdded = new LongAdder();

    /** Guarded by {@link #lock} for writing; never changed, but replaced. */
    private volatile Carrier[] carriers;

    /** Guarded by {@link #lock}: whether the machine refused the last spare, which is said once. */
    private boolean spareRefused;

    private volatile int wantedSpares;
    private volatile boolean closed;

    /**
     * Starts the carriers.
     *
     * @param name what their names begin with
     * @param settings how they work
     * @param held hears, on the watch's thread, of units that hold a carrier past the limit; what
     *     it throws is dropped
     */
    public CarrierPool(String name, CarrierSettings settings, Consumer<CarrierHeld> held) {
        this(name, settings, held, Thread::start);
    }

    /**
     * Starts the carriers, by somebody else.
     *
     * @param name what their names begin with
     * @param settings how they work
     * @param held as in the other constructor
     * @param starter starts the thread of a carrier, or throws
     */
    public CarrierPool(
            String name,
            CarrierSettings settings,
            Consumer<CarrierHeld> held,
            Consumer<Thread> starter) {
        this.name = name;
        this.starter = starter;
        this.settings = settings;
        this.single = settings.carriers() == 1;
        this.parking = new Parking(settings.carriers(), settings.maxSpares());
        this.forecast = settings.forecast().create(settings.carriers() + settings.maxSpares());
        this.cpuClock = settings.cpuClock();
        this.watch = new Watch(this, name, settings, held);
        Carrier[] made = new Carrier[settings.carriers()];
        for (int i = 0; i < made.length; i++) {
            made[i] = new Carrier(this, i, false, name + "-carrier-" + (i + 1));
        }
        carriers = made;
        try {
            PaddedStart.start(made, starter);
        } catch (Throwable t) {
            close(); // or those that did start would stay for ever
            throw t;
        }
        watch.wakeUp();
    }

    // ---- what becomes ready

    /**
     * Makes a unit ready for the first time.
     *
     * @param unit is not ready
     */
    public void start(ReadyUnit unit) {
        place(unit, false);
    }

    /**
     * Makes a unit ready that was waiting. Called by a unit, it may run the woken one right after
     * the caller, on the same carrier, ahead of others of its priority.
     *
     * @param unit is not ready
     */
    public void wake(ReadyUnit unit) {
        place(unit, true);
    }

    /**
     * Puts a unit behind its equals that gave up its turn.
     *
     * @param unit called from its own {@link ReadyUnit#run()}, as the last thing
     */
    public void yielded(ReadyUnit unit) {
        place(unit, false);
    }

    /**
     * Puts a unit behind all its equals that outran its quantum, also behind those at other
     * carriers that come from outside.
     *
     * @param unit called from its own {@link ReadyUnit#run()}, as the last thing
     */
    public void preempted(ReadyUnit unit) {
        placeShared(unit);
    }

    private void place(ReadyUnit unit, boolean warm) {
        Carrier here = single || unit.priority() != Priority.DEFAULT ? null : here();
        if (here == null || closed) {
            placeShared(unit);
        } else {
            here.offer(unit, warm);
            if (closed) {
                orphanAll();
            }
        }
    }

    private void placeShared(ReadyUnit unit) {
        if (closed) {
            orphan(unit);
            return;
        }
        shared.add(unit);
        parking.wakeOne();
        if (closed) {
            orphanAll();
        }
    }

    /**
     * Whether anyone waits for a turn that the caller could give up: any ready unit at least as
     * urgent, as far as the caller's carrier knows. Costs a few nanoseconds.
     *
     * @param priority the caller's
     * @return false also where the caller runs on no carrier of this pool
     */
    public boolean isWanted(int priority) {
        if (shared.isWanted(priority)) {
            return true;
        }
        if (single || priority < Priority.DEFAULT) {
            return false;
        }
        Carrier here = here();
        return here != null && here.hasLocal();
    }

    /**
     * Whether a unit is what the calling carrier runs, and the caller is the carrier's own thread.
     *
     * @param unit any
     * @return false on a virtual thread, also on the unit's own
     */
    public boolean isUnmounted(ReadyUnit unit) {
        return Thread.currentThread() instanceof Carrier carrier
                && carrier.pool == this
                && carrier.current() == unit;
    }

    /**
     * The unit that the calling carrier runs without a stack of its own.
     *
     * @return null on any other thread, also on the virtual thread of a unit
     */
    public static @Nullable ReadyUnit running() {
        return Thread.currentThread() instanceof Carrier carrier ? carrier.current() : null;
    }

    /**
     * Ends the turn of a unit from within, and begins that of the next where the caller can run it:
     * as if the unit had ended and its carrier had taken the next, without leaving the carrier.
     *
     * @param canRun whether the caller can run a unit
     * @return what the caller is to run now, as a carrier would; null if it must leave the carrier
     *     without delay, which then goes on by itself
     */
    public @Nullable ReadyUnit nextTurn(Predicate<ReadyUnit> canRun) {
        Carrier here = here();
        return here == null ? null : here.nextTurn(canRun);
    }

    /**
     * Where one more leftover would be kept: at the carrier that the caller runs on.
     *
     * @return the carrier's thread; null where it has no room, or the caller runs on no carrier of
     *     this pool
     */
    public @Nullable Thread roomForLeftovers() {
        Carrier here = here();
        return here != null && here.hasRoomForLeftovers() ? here : null;
    }

    /**
     * Leaves something at the carrier that the caller runs on; it is dismissed at once where there
     * is no room, and otherwise taken by the next or dismissed when the carrier ends.
     *
     * @param leftover what
     */
    public void leave(Leftover leftover) {
        Carrier here = here();
        if (here != null && here.hasRoomForLeftovers()) {
            here.leave(leftover);
        } else {
            leftover.dismiss();
        }
    }

    /**
     * Takes what was left last at the carrier that the caller runs on.
     *
     * @return null if there is nothing
     */
    public @Nullable Leftover takeLeftover() {
        Carrier here = here();
        return here == null ? null : here.takeLeftover();
    }

    /**
     * Which of a number of stripes the calling thread is to write to, so that threads that run at
     * the same time rarely share one: the lower half belongs to carriers, each its own as far as
     * they go round, the upper half to other threads.
     *
     * @param stripes how many there are, a power of two, 2 or more
     * @return 0 up to, not including, the number of stripes
     */
    public static int stripe(int stripes) {
        int half = stripes >>> 1;
        Thread thread = VirtualThreads.carrier();
        if (thread instanceof Carrier carrier) {
            return carrier.index & (half - 1);
        }
        long id = thread.threadId();
        return half + ((int) (id ^ (id >>> 6)) & (half - 1));
    }

    private @Nullable Carrier here() {
        return VirtualThreads.carrier() instanceof Carrier carrier && carrier.pool == this
                ? carrier
                : null;
    }

    // ---- the carriers

    Carrier[] carriers() {
        return carriers;
    }

    /** How many carriers there are, spares included. */
    int size() {
        return carriers.length;
    }

    /** Whether any unit is queued where a carrier that searches would find it. */
    boolean hasWork() {
        if (!shared.isEmpty()) {
            return true;
        }
        for (Carrier carrier : carriers) {
            if (!carrier.ring.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** How long what waits at a carrier would wait, in seconds; zero where the forecast fails. */
    double backlog(Carrier carrier) {
        try {
            return forecast.backlog(carrier.index, carrier.ring.size());
        } catch (Throwable t) { // a guess that fails must not keep anybody from running
            report(t);
            return 0;
        }
    }

    /**
     * Sets who hears how long a unit that becomes ready now is likely to wait for its turn, if it
     * is of the default priority and carriers help each other: the {@linkplain BacklogForecast#work
     * work} of what is queued at them by their number, and the shared queue by how many of its
     * units they get through in a second. With 2 carriers, 30 and 50 units at them, 40 in the
     * shared queue and turns of 1 ms everywhere, it is 80 ms / 2 + 40 / (2 × 1000/s) = 60 ms.
     *
     * @param listener called by the watch at every look, every 1 to 8 ms while anything runs, and
     *     once with zero when all carriers sleep; must be quick. It replaces the one before
     */
    public void onPredictedWait(Consumer<Duration> listener) {
        watch.onPredictedWait(listener);
    }

    boolean allSleep() {
        return parking.count() >= carriers.length;
    }

    /**
     * Says how many carriers are held; adds a spare where that many are not there and work waits.
     */
    void needSpares(int held) {
        wantedSpares = Math.min(held, settings.maxSpares());
        if (spares.get() >= wantedSpares || parking.count() > 0 || !hasWork()) {
            return;
        }
        lock.lock();
        try {
            if (closed) {
                return;
            }
            int index = freeIndex();
            String spareName = name + "-spare-" + (index - settings.carriers() + 1);
            Carrier spare = new Carrier(this, index, true, spareName);
            Carrier[] more = Arrays.copyOf(carriers, carriers.length + 1);
            more[more.length - 1] = spare;
            carriers = more;
            spares.incrementAndGet();
            start(spare);
        } finally {
            lock.unlock();
        }
    }

    private void start(Carrier spare) {
        try {
            sparesAdded.increment(); // before it can be seen to run
            starter.accept(spare);
            spareRefused = false;
        } catch (Throwable t) { // the machine has no thread to spare; the watch asks again
            sparesAdded.decrement();
            gone(spare);
            if (!spareRefused) {
                spareRefused = true;
                report(t);
            }
        }
    }

    private int freeIndex() {
        for (int index = settings.carriers(); ; index++) {
            int candidate = index;
            if (Arrays.stream(carriers).noneMatch(carrier -> carrier.index == candidate)) {
                return index;
            }
        }
    }

    boolean hasTooManySpares() {
        return spares.get() > wantedSpares;
    }

    /** Moves what waits in a carrier's ring to the shared queue, oldest first. */
    void spread(Carrier carrier) {
        for (ReadyUnit unit = carrier.ring.take(); unit != null; unit = carrier.ring.take()) {
            placeShared(unit);
        }
    }

    /** A carrier's thread ends: what waits at it goes to the others. */
    void gone(Carrier carrier) {
        lock.lock();
        try {
            carriers = Arrays.stream(carriers).filter(c -> c != carrier).toArray(Carrier[]::new);
        } finally {
            lock.unlock();
        }
        if (carrier.spare) {
            spares.decrementAndGet();
        }
        ReadyUnit slot = carrier.takeSlot();
        if (slot != null) {
            placeShared(slot);
        }
        for (ReadyUnit unit = carrier.ring.poll(); unit != null; unit = carrier.ring.poll()) {
            placeShared(unit);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** {@return the last 64 turns that held a carrier past the limit, the latest last} */
    public List<CarrierHeld.Turn> heldTurns() {
        return watch.told();
    }

    /** {@return figures of about this moment} */
    public CarrierFigures figures() {
        int running = 0;
        int ready = shared.size();
        Carrier[] all = carriers;
        for (Carrier carrier : all) {
            running += carrier.current() == null ? 0 : 1;
            ready += carrier.queued();
        }
        return new CarrierFigures(
                all.length,
                spares.get(),
                running,
                ready,
                parking.count(),
                stolen.sum(),
                steals.sum(),
                watch.quantumSpent(),
                watch.hogs(),
                sparesAdded.sum());
    }

    /**
     * Ends the carriers once they have finished their present turns, and does not wait for that.
     * Units that are ready, wherever they are queued, and those made ready later, are {@link
     * ReadyUnit#orphaned() orphaned}; also those that stand behind a unit which never ends its
     * turn. Closing again does nothing.
     */
    @Override
    public void close() {
        closed = true;
        watch.close();
        parking.wakeAll();
        orphanAll();
    }

    /** Whoever queues something after the end comes here after that: nothing is left behind. */
    private void orphanAll() {
        for (ReadyUnit unit = shared.poll(); unit != null; unit = shared.poll()) {
            orphan(unit);
        }
        for (Carrier carrier : carriers) {
            ReadyUnit slot = carrier.takeSlot();
            if (slot != null) {
                orphan(slot);
            }
            LocalRing ring = carrier.ring;
            for (ReadyUnit unit = ring.take(); unit != null; unit = ring.take()) {
                orphan(unit);
            }
        }
    }

    void orphan(ReadyUnit unit) {
        try {
            unit.orphaned();
        } catch (Throwable t) { // the others are orphans all the same
            report(t);
        }
    }

    /** Tells the calling thread's handler of what a unit or a listener threw. */
    static void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable t) {
            // A handler that throws must not end the thread either, and there is nobody left to
            // tell.
        }
    }
}
