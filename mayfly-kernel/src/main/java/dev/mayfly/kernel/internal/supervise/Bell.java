package dev.mayfly.kernel.internal.supervise;

import dev.mayfly.kernel.task.TaskContext;

import java.time.Duration;

/**
 * Wakes one task, by a signal on itself. The kernel keeps a signal that finds nobody waiting, and
 * keeps only so many; a bell sends no second one before the first was taken, none once closed, and
 * takes back what was sent in vain.
 */
final class Bell {

    private final SupervisorHost host;
    private final String text;

    /** Guarded by this: a signal was sent and has not been taken. */
    private boolean rung;

    /** Guarded by this. */
    private boolean closed;

    /** The text names it in the reason of the task that waits. */
    Bell(SupervisorHost host, String text) {
        this.host = host;
        this.text = text;
    }

    synchronized void ring() {
        if (!closed && !rung) {
            rung = true;
            host.signal(this);
        }
    }

    /** Waits for a ring since the last wait. May return without a new one. */
    void await(TaskContext task) {
        task.awaitSignal(this);
        synchronized (this) {
            rung = false;
        }
    }

    /** Ends it; called by the task that waited, behind a shield. */
    void close(TaskContext task) {
        synchronized (this) {
            closed = true;
            if (!rung) {
                return;
            }
        }
        task.awaitSignal(this, Duration.ZERO);
    }

    @Override
    public String toString() {
        return text;
    }
}
