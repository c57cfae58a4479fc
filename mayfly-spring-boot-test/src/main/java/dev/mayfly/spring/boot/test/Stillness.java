package dev.mayfly.spring.boot.test;

import dev.mayfly.kernel.Scheduler;
import dev.mayfly.kernel.snapshot.KernelSnapshot;
import dev.mayfly.kernel.snapshot.QueueSnapshot;
import dev.mayfly.kernel.snapshot.TaskSnapshot;
import dev.mayfly.kernel.syscall.SystemCall;
import dev.mayfly.kernel.task.TaskId;
import dev.mayfly.kernel.time.SteppableClock;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Tells whether anything can still happen while time stands still.
 *
 * <p>A picture of the kernel is not taken at one instant: a task may be seen waiting, and another
 * that wakes it just after may be seen waiting too by the time it is looked at. So two pictures are
 * taken. If both show nobody at work, and nobody has had a turn between them, nobody was at work at
 * the end of the first.
 */
final class Stillness {

    private final Scheduler scheduler;
    private final SteppableClock clock;

    Stillness(Scheduler scheduler, SteppableClock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** How often each task has had its turn, and how many have ended. */
    private record Turns(Map<TaskId, Long> runs, long ended) {}

    /** Whether nothing happens any more until the clock is moved or somebody else submits. */
    boolean isReached() {
        Turns before = turnsIfStill();
        if (before == null) {
            return false;
        }
        // An alarm that was set for a time just gone past fires on a thread that may be late.
        clock.advance(Duration.ZERO);
        return before.equals(turnsIfStill());
    }

    private @Nullable Turns turnsIfStill() {
        KernelSnapshot now = scheduler.snapshot();
        Map<String, Integer> ready = new HashMap<>();
        Map<TaskId, Long> runs = new HashMap<>();
        for (TaskSnapshot task : now.tasks()) {
            switch (task.state()) {
                case READY -> ready.merge(task.queue(), 1, Integer::sum);
                case RUNNING, THROTTLED -> {
                    return null;
                }
                default -> {
                    if (waitsForTheOutside(task.call())) {
                        return null;
                    }
                }
            }
            runs.put(task.id(), task.runs());
        }
        long ended = 0;
        for (QueueSnapshot queue : now.queues()) {
            Integer startable = ready.remove(queue.name());
            if (canGoOn(queue, startable == null ? 0 : startable)) {
                return null;
            }
            ended += queue.completed() + queue.failed() + queue.cancelled() + queue.skipped();
        }
        return ready.isEmpty() ? new Turns(runs, ended) : null;
    }

    /** Whether a task of a queue has a slot and is about to run, or is about to get one. */
    private static boolean canGoOn(QueueSnapshot queue, int ready) {
        boolean hasSlots = !queue.paused() && queue.running() < queue.concurrency();
        return ready != queue.waiting() || queue.waiting() > 0 && hasSlots;
    }

    /** No step of the clock ends these waits; somebody else does, in real time. */
    private static boolean waitsForTheOutside(@Nullable SystemCall call) {
        return call instanceof SystemCall.AwaitStage || call instanceof SystemCall.AwaitIo;
    }
}
