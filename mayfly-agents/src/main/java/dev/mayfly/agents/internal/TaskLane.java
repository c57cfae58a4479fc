package dev.mayfly.agents.internal;

import dev.mayfly.agents.internal.outside.Surroundings;
import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.schedule.ReadyQueue;
import dev.mayfly.kernel.task.SchedulableJob;
import dev.mayfly.kernel.task.TaskContext;
import dev.mayfly.kernel.task.TaskOptions;
import dev.mayfly.kernel.task.TaskRejectedException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Handlers in tasks, for engines that have no carriers of their own: the JDK's threads, or those of
 * a simulation, whose choices then decide over handlers too.
 *
 * <p>A few tasks take ready handlers in turn, most urgent first, and end when none is left. There
 * is one while it keeps up; another one starts for each that is still waiting when the next comes,
 * or after {@link #PATIENCE}, so that a handler that blocks holds up nobody for long.
 */
final class TaskLane implements Lane {

    /** What the calling thread runs. */
    static final ThreadLocal<@Nullable HandlerCell<?>> RUNNING = new ThreadLocal<>();

    /** How long a ready handler waits at most for the tasks that there are: 1 ms. */
    static final Duration PATIENCE = Duration.ofMillis(1);

    private static final int MOST_TASKS = 64;

    private final Surroundings surroundings;
    private final String queue;
    private final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    private final ReadyQueue<HandlerCell<?>> ready = new ReadyQueue<>();

    /** Guarded by {@link #lock}: how many tasks there are. */
    private int tasks;

    /** Guarded by {@link #lock}: counts the turns given. */
    private long turns;

    /** Guarded by {@link #lock}: runs while somebody is ready and nobody is sure to come. */
    private Surroundings.@Nullable Timer patience;

    TaskLane(Surroundings surroundings, String queue) {
        this.surroundings = surroundings;
        this.queue = queue;
    }

    @Override
    public void wake(HandlerCell<?> cell) {
        boolean start;
        lock.lock();
        try {
            ready.add(cell, cell.priority());
            start = tasks == 0 || ready.size() > 1 && tasks < MOST_TASKS && tasks < ready.size();
            if (start) {
                tasks++;
            } else {
                watch();
            }
        } finally {
            lock.unlock();
        }
        if (start) {
            startTask();
        }
    }

    @Override
    public void yielded(HandlerCell<?> cell) {
        wake(cell);
    }

    /** Looks again after a while: whoever has had no turn by then gets a task. */
    private void watch() {
        if (patience == null) {
            long seen = turns;
            long end = surroundings.deadline(PATIENCE);
            patience = surroundings.at(end, () -> patienceIsOver(seen));
        }
    }

    private void patienceIsOver(long seen) {
        boolean start;
        lock.lock();
        try {
            patience = null;
            boolean waiting = ready.size() > 0;
            start = waiting && turns == seen && tasks < MOST_TASKS;
            if (start) {
                tasks++;
            } else if (waiting) {
                watch();
            }
        } finally {
            lock.unlock();
        }
        if (start) {
            startTask();
        }
    }

    private void startTask() {
        Scheduler scheduler = surroundings.scheduler();
        SchedulableJob<@Nullable Void> job =
                task -> {
                    serve(task);
                    return null;
                };
        try {
            scheduler.submit(queue, TaskOptions.named("agents"), job);
        } catch (TaskRejectedException e) {
            refused();
        }
    }

    /** The scheduler takes no more: what is ready stays so, or is given up if it shuts down. */
    private void refused() {
        List<HandlerCell<?>> orphans = new ArrayList<>();
        lock.lock();
        try {
            tasks--;
            if (surroundings.scheduler().snapshot().accepting()) {
                if (tasks == 0) {
                    watch();
                }
                return;
            }
            for (HandlerCell<?> cell = ready.poll(); cell != null; cell = ready.poll()) {
                orphans.add(cell);
            }
        } finally {
            lock.unlock();
        }
        orphans.forEach(HandlerCell::orphaned);
    }

    private void serve(TaskContext task) {
        boolean left = false;
        try {
            for (HandlerCell<?> cell = next(); cell != null; cell = next()) {
                RUNNING.set(cell);
                try {
                    cell.run();
                } finally {
                    RUNNING.remove();
                }
                task.yield();
            }
            left = true;
        } finally {
            if (!left) {
                ended();
            }
        }
    }

    /** The next to run; without one the calling task is over. */
    private @Nullable HandlerCell<?> next() {
        lock.lock();
        try {
            HandlerCell<?> cell = ready.poll();
            if (cell == null) {
                tasks--;
            } else {
                turns++;
            }
            if (patience != null && ready.size() == 0) {
                patience.cancel();
                patience = null;
            }
            return cell;
        } finally {
            lock.unlock();
        }
    }

    /** The calling task was cancelled: somebody else serves on. */
    private void ended() {
        boolean start;
        lock.lock();
        try {
            start = ready.size() > 0;
            if (!start) {
                tasks--;
            }
        } finally {
            lock.unlock();
        }
        if (start) {
            startTask();
        }
    }
}
