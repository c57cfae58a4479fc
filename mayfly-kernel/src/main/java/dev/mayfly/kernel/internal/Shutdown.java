package dev.mayfly.kernel.internal;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.internal.report.Flight;
import dev.mayfly.kernel.internal.wait.ThreadWait;
import dev.mayfly.kernel.internal.wait.Wait;
import dev.mayfly.kernel.schedule.TimerQueue;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.time.Alarm;
import dev.mayfly.kernel.time.Clock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The end of a scheduler, step by step: refuse, drain, cancel, flush, report. Happens once;
 * everyone who asks gets the same report.
 */
public final class Shutdown {

    /**
     * What cancelled tasks get to unwind in, in real time; who takes longer is reported as stuck.
     */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /**
     * What came of it.
     *
     * @param clean whether every task ended by itself before the deadline
     * @param drained tasks alive at the beginning that ended by themselves
     * @param cancelled tasks that were cancelled
     * @param stuck tasks that had not ended even so
     * @param took how long it all took
     */
    public record Result(
            boolean clean, long drained, int cancelled, List<TaskSnapshot> stuck, Duration took) {}

    private final Kernel kernel;

    /** Guarded by this. */
    private @Nullable Result result;

    private final Set<Farewell> farewells = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** What is to be done once all is over; each is one of its own, whatever it does. */
    private final class Farewell {

        private final Runnable action;

        Farewell(Runnable action) {
            this.action = action;
        }

        /** Whoever removes it calls it. */
        void call() {
            if (farewells.remove(this)) {
                try {
                    action.run();
                } catch (Throwable t) { // also errors: the others are told all the same
                    kernel.listeners().failed();
                }
            }
        }
    }

    /**
     * Prepares the end of a kernel.
     *
     * @param kernel which
     */
    public Shutdown(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Shuts down, or waits for whoever does and returns the same result.
     *
     * @param timeout how long tasks may drain; zero or less cancels at once
     * @return what came of it
     */
    public synchronized Result run(Duration timeout) {
        if (result == null) {
            kernel.endWaits().refuseInTask();
            result = shutDown(timeout);
        }
        return result;
    }

    /**
     * Calls somebody once all is over; at once if it is.
     *
     * @param action called once, by the thread that shuts down or by the caller
     * @return takes the wish back
     */
    public Runnable whenOver(Runnable action) {
        var farewell = new Farewell(action);
        farewells.add(farewell);
        if (over) { // looked at after it was added: one of the two sides sees the other
            farewell.call();
        }
        return () -> farewells.remove(farewell);
    }

    private Result shutDown(Duration timeout) {
        long begin = kernel.clock().nanoTime();
        kernel.intake().close();
        long atBegin = kernel.intake().live();
        emit(new KernelEvent.ShutdownBegun(begin, atBegin, timeout));
        Flight.lifecycle("shutdown begun", atBegin + " tasks alive");
        int cancelled = cancelPaused();
        try (var limit = new Limit(timeout)) {
            cancelled += end(limit);
        }
        List<TaskSnapshot> stuck = stuck();
        closeKernel();
        long end = kernel.clock().nanoTime();
        boolean clean = cancelled == 0 && stuck.isEmpty();
        emit(new KernelEvent.ShutdownCompleted(end, clean, cancelled, stuck.size()));
        Flight.lifecycle("shut down", clean ? "clean" : cancelled + " tasks cancelled");
        return new Result(
                clean,
                Math.max(0, atBegin - cancelled),
                cancelled,
                stuck,
                Duration.ofNanos(end - begin));
    }

    /** Lets the tasks drain, and ends the rest; returns how many were cancelled. */
    private int end(Limit limit) {
        boolean drained = limit.awaitQuiet();
        Set<Task<?>> tasks = living(false);
        // Services are what ordinary tasks use, so they end after those: the supervised in order,
        // the others by being cancelled, which is how they are meant to end.
        cancelUnsupervised();
        stopSupervisors(false, limit);
        kernel.queues().pauseAll();
        kernel.intake().closeToChildren();
        int cancelled = cancel(task -> !task.isService());
        int overdue = cancel(task -> task.isService() && !task.isSystem());
        cancelled += drained ? overdue : 0;
        // System tasks flush what the others leave, so those unwind first.
        tasks.addAll(living(false));
        awaitUnwound(tasks);
        Set<Task<?>> systemTasks = living(true);
        stopSupervisors(true, limit);
        cancel(Task::isSystem);
        systemTasks.addAll(living(true));
        awaitUnwound(systemTasks);
        return cancelled;
    }

    /**
     * How long tasks may drain: by the kernel's clock, and by the machine's where that is another
     * one. A clock that is stepped by hand may stand still, and whoever shuts down was promised to
     * get away.
     */
    private final class Limit implements AutoCloseable {

        private final Duration timeout;
        private final long deadline;
        private final @Nullable Alarm alarm;
        private volatile boolean over;
        private volatile @Nullable ThreadWait wait;

        Limit(Duration timeout) {
            this.timeout = timeout;
            this.deadline = kernel.deadline(timeout);
            Clock realTime = kernel.platform().realTime();
            if (realTime == kernel.clock() || !timeout.isPositive()) {
                alarm = null;
            } else {
                alarm = realTime.alarm("mayfly-drain", this::end);
                alarm.set(realTime.nanoTime() + deadline - kernel.clock().nanoTime());
            }
        }

        private void end() {
            over = true;
            kernel.endWaits().quiet();
            ThreadWait under = wait;
            if (under != null) {
                under.end(Wait.End.TIMED_OUT);
            }
        }

        boolean awaitQuiet() {
            boolean quiet;
            try {
                quiet = kernel.endWaits().awaitQuiet(timeout, () -> over);
            } catch (InterruptedException e) {
                // The caller wants to be gone: go on without waiting, and let it know afterwards.
                Thread.currentThread().interrupt();
                quiet = kernel.intake().live() == 0;
            }
            if (!quiet) {
                over = true; // supervisors are not waited for either
            }
            return quiet;
        }

        /** Waits for a task, as far as there is time left. */
        void await(Task<?> task) {
            var next = new ThreadWait(kernel.platform());
            wait = next; // before it is known whether the time is over: one of the two sides sees
            if (!over
                    && kernel.clock().nanoTime() - deadline < 0
                    && kernel.endWaits().expect(task, next)) {
                try {
                    kernel.endWaits().await(next, kernel.timers(), deadline);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void close() {
            if (alarm != null) {
                alarm.close();
            }
        }
    }

    private void closeKernel() {
        kernel.close();
        over = true;
        farewells.forEach(Farewell::call);
    }

    private void cancelUnsupervised() {
        Set<Task<?>> supervisors = Set.copyOf(kernel.supervisors(false));
        cancel(task -> task.isService() && !task.isSystem() && !supervisors.contains(eldest(task)));
    }

    /** The first in the line of its parents that is alive still. */
    private Task<?> eldest(Task<?> task) {
        Task<?> eldest = task;
        TaskId parent = task.parent();
        while (parent != null && kernel.find(parent) instanceof Task<?> elder) {
            eldest = elder;
            parent = elder.parent();
        }
        return eldest;
    }

    /**
     * Ends the supervisors at the top, the youngest first, each with all that it supervises before
     * the next; past the deadline without waiting for any.
     */
    private void stopSupervisors(boolean system, Limit limit) {
        for (Task<?> task : kernel.supervisors(system)) {
            task.cancel();
            limit.await(task);
        }
    }

    /** What waits in a paused queue cannot drain; waiting for it would only use up the time. */
    private int cancelPaused() {
        return cancel(task -> !task.isSystem() && task.taskQueue().holdsBack(task));
    }

    private int cancel(Predicate<Task<?>> which) {
        int count = 0;
        for (Task<?> task : kernel.alive()) {
            if (which.test(task) && task.cancel()) {
                count++;
            }
        }
        return count;
    }

    /**
     * Those that are alive. One that is about to end leaves the living before anyone has heard of
     * its end; so whoever is to be waited for is looked up before it is told to end.
     */
    private Set<Task<?>> living(boolean system) {
        Set<Task<?>> tasks = new LinkedHashSet<>(kernel.alive());
        tasks.removeIf(task -> task.isSystem() != system);
        return tasks;
    }

    /**
     * Waits until these tasks have unwound. That is up to the machine and not to the kernel's
     * clock, which in a test or a simulation may be standing still.
     */
    private void awaitUnwound(Set<Task<?>> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        Clock realTime = kernel.platform().realTime();
        try (var timers = new TimerQueue(realTime, "mayfly-grace")) {
            long deadline = realTime.nanoTime() + GRACE.toNanos();
            for (Task<?> task : tasks) {
                var wait = new ThreadWait(kernel.platform());
                if (kernel.endWaits().expect(task, wait)) {
                    kernel.endWaits().await(wait, timers, deadline);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<TaskSnapshot> stuck() {
        List<TaskSnapshot> stuck = new ArrayList<>();
        long now = kernel.clock().nanoTime();
        for (Task<?> task : kernel.alive()) {
            stuck.add(task.snapshot(now, kernel.clock().wallTime()));
        }
        return List.copyOf(stuck);
    }

    private void emit(KernelEvent event) {
        if (kernel.listeners().any()) {
            kernel.listeners().emit(event);
        }
    }
}
