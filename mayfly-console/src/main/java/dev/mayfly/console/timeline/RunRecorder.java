package dev.mayfly.console.timeline;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.carrier.VirtualThreads;
import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Records what runs when, from the kernel's events, while somebody looks. It begins to listen at
 * the first look and stops when nobody has looked for five minutes; before and after, no task pays
 * for it. Meanwhile an event costs one small object and one place in a ring of {@value #ENTRIES},
 * at most 4 MiB and the names in it.
 *
 * <p>Thread rule: safe for use by any thread.
 */
public final class RunRecorder implements AutoCloseable {
    /** How long it goes on after the last look. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How many entries are kept; a run that never waits has two. */
    static final int ENTRIES = 32_768;

    /** How many of the tasks alive a recording has at most. */
    static final int MOST_ALIVE = 2_000;

    private static final int LONGEST_NAME = 200;

    private final Scheduler scheduler;
    private final KernelListener listener = this::onEvent;
    private final int entries;

    /** Null while nobody looks; written under the lock of this. */
    private volatile @Nullable Ring ring;

    private long lookedAt; // guarded by this
    private boolean closed; // guarded by this

    /**
     * Records nothing yet.
     *
     * @param scheduler the kernel to hear
     */
    public RunRecorder(Scheduler scheduler) {
        this(scheduler, ENTRIES);
    }

    RunRecorder(Scheduler scheduler, int entries) {
        this.scheduler = scheduler;
        this.entries = entries;
    }

    /**
     * What was recorded; begins to record if it has not. A task that started before is known from
     * the picture of the living, as one that began earlier.
     *
     * @param alive the tasks that are alive, from a picture of the kernel
     * @return the recording as it is now
     */
    public Recording look(List<TaskSnapshot> alive) {
        Ring.Content content = ring().read();
        long now = scheduler.clock().nanoTime();
        Instant wall = scheduler.clock().wallTime();
        List<Run> runs =
                new Assembly(content.completeSince(), now, content.oneIn())
                        .of(content.entries(), alive, MOST_ALIVE);
        return new Recording(
                content.since(), wall, content.completeSince(), now, content.oneIn(), runs);
    }

    private synchronized Ring ring() {
        lookedAt = scheduler.clock().nanoTime();
        Ring current = ring;
        if (current == null) {
            current = new Ring(entries, scheduler.clock().wallTime(), lookedAt);
            if (!closed) {
                ring = current;
                scheduler.addListener(listener);
            }
        }
        return current;
    }

    /**
     * Stops recording, and forgets, when nobody has looked for {@link #PATIENCE}. To be called now
     * and then.
     */
    public synchronized void expire() {
        if (ring != null && scheduler.clock().nanoTime() - lookedAt > PATIENCE.toNanos()) {
            stop();
        }
    }

    /**
     * Whether it records.
     *
     * @return true from the first look until nobody has looked for a while
     */
    public boolean isRecording() {
        return ring != null;
    }

    /**
     * Where a task last got its turn. Is no look: it neither begins a recording nor keeps one.
     *
     * @param task which
     * @return the name of the thread that carried it when that turn began; empty where nothing is
     *     recorded, not of this task, or where nobody can tell
     */
    public Optional<String> lastCarrier(TaskId task) {
        Ring current = ring;
        return current == null ? Optional.empty() : current.lastCarrier(task.value());
    }

    private synchronized void stop() {
        scheduler.removeListener(listener);
        ring = null;
    }

    /** Stops for good. */
    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }

    void onEvent(KernelEvent event) {
        Ring to = ring;
        if (to == null) {
            return;
        }
        switch (event) {
            case KernelEvent.TaskStarted e ->
                    turn(to, e.nanos(), Entry.Kind.STARTED, e.id().value());
            case KernelEvent.TaskResumed e ->
                    turn(to, e.nanos(), Entry.Kind.RESUMED, e.id().value());
            case KernelEvent.TaskBlocked e ->
                    over(to, e.nanos(), Entry.Kind.BLOCKED, e.id().value());
            case KernelEvent.TaskThrottled e ->
                    over(to, e.nanos(), Entry.Kind.THROTTLED, e.id().value());
            case KernelEvent.TaskFinished e -> ended(to, e);
            default -> {
                // Nothing that runs.
            }
        }
    }

    /** The event is told on the thread on which the turn begins. */
    private static void turn(Ring to, long nanos, Entry.Kind kind, long task) {
        if (to.takes(task)) {
            to.add(new Entry(nanos, kind, task, VirtualThreads.carrierName(), null, null));
        }
    }

    private static void over(Ring to, long nanos, Entry.Kind kind, long task) {
        if (to.takes(task)) {
            to.add(new Entry(nanos, kind, task, null, null, null));
        }
    }

    private static void ended(Ring to, KernelEvent.TaskFinished e) {
        long task = e.id().value();
        // One that never ran has no place among what ran.
        boolean ran =
                switch (e.state()) {
                    case SKIPPED -> false;
                    case CANCELLED -> !e.runTime().isZero();
                    default -> true;
                };
        if (ran && to.takes(task)) {
            to.add(
                    new Entry(
                            e.nanos(),
                            Entry.Kind.ENDED,
                            task,
                            cut(e.name()),
                            cut(e.queue()),
                            e.state()));
        }
    }

    static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
