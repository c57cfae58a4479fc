package dev.mayfly.jobs.internal;

import dev.mayfly.kernel.event.KernelEvent;
import dev.mayfly.kernel.event.KernelListener;
import dev.mayfly.kernel.task.TaskState;

/**
 * Hears from the kernel what concerns the jobs: its shutdown, and tasks cancelled behind their
 * backs.
 */
final class KernelWatch implements KernelListener {

    private final JobRuntime runtime;
    private final Timekeeper timekeeper;

    KernelWatch(JobRuntime runtime, Timekeeper timekeeper) {
        this.runtime = runtime;
        this.timekeeper = timekeeper;
    }

    @Override
    public void onEvent(KernelEvent event) {
        switch (event) {
            case KernelEvent.TaskFinished end -> {
                if (end.state() == TaskState.CANCELLED && !runtime.closing()) {
                    timekeeper.sweepSoon();
                }
            }
            case KernelEvent.ShutdownBegun begun -> runtime.close();
            case KernelEvent.ShutdownCompleted completed -> runtime.schedulerStopped();
            default -> {
                // The rest is the kernel's own affair.
            }
        }
    }
}
